using System.Text;
using Modzy.Edge.Tool.Commands;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool;

/// <summary>From an exception to a line on standard error and an exit code.</summary>
internal static class Failures
{
    public static int Report(Exception failure, TextWriter error)
    {
        switch (failure)
        {
            case OutputException { IsClosed: true }:
                return ExitCodes.OutputClosed;
            case ToolException e:
                Tell(error, e.Message);
                return e.ExitCode;
            case EdgeException e:
                Tell(error, Describe(e));
                return ExitCodes.Of(e);
            case OutputException e:
                Tell(error, e.Message);
                return ExitCodes.CallFailed;
            case OutOfMemoryException:
                Tell(error, "there is not enough memory; give less input at once, or raise the limit of this process.");
                return ExitCodes.CallFailed;
            default:
                Tell(error, $"a fault in this program: {failure.GetType().Name}: {failure.Message} Please report it.");
                return ExitCodes.CallFailed;
        }
    }

    public static void Tell(TextWriter error, string message) =>
        error.WriteLine($"{CommandLine.ProgramName}: {Printable.Escape(message)}");

    public static string Describe(EdgeException failure)
    {
        string advice = failure.IsRetriable && !failure.MayHaveMadeAJob ? ", try again" : "";
        return $"{TlsArguments.Rename(failure.Message)} ({StatusName(failure.Status)}{advice})";
    }

    /// <summary>The name of a status as gRPC writes it.</summary>
    public static string StatusName(EdgeStatus status)
    {
        var name = new StringBuilder();
        foreach (char c in status.ToString())
        {
            _ = name.Append(char.IsUpper(c) && name.Length > 0 ? "_" : "").Append(char.ToUpperInvariant(c));
        }

        return name.ToString();
    }
}
