using System.CommandLine;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class JobArguments
{
    public static Argument<string> Job() => new("job") { Description = "The identifier of the job, which submit prints." };

    public static Argument<string> Model() => new("model") { Description = "The model, such as ed542963de." };

    public static Argument<string> Version() => new("version") { Description = "Its version, such as 1.0.1." };

    public static Option<TimeSpan?> Timeout() => Parsers.Duration("--timeout", "How long to wait for the end; 5m unless given, none for no limit.");

    public static Option<bool> Explain() => new("--explain") { Description = "Ask the model to explain its results." };
}
