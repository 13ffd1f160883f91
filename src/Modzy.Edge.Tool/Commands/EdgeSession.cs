using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

/// <summary>What a command that calls an edge works with.</summary>
internal sealed class EdgeSession(EdgeClient client, ToolOutput output, bool json, CancellationToken cancellation)
{
    public EdgeClient Client => client;

    public ToolOutput Output => output;

    /// <summary>Whether to print JSON.</summary>
    public bool Json => json;

    public CancellationToken Cancellation => cancellation;

    /// <summary>The job that goes on when the command is interrupted, or null.</summary>
    public string? Job { get; set; }

    /// <summary>Whether a job is being submitted, so that the edge may have accepted it.</summary>
    public bool IsSubmitting { get; set; }

    public ToolException Interrupted() => new(ExitCodes.Signalled, this switch
    {
        { Job: string job } => $"interrupted; job {job} goes on, '{CommandLine.ProgramName} cancel {job}' ends it.",
        { IsSubmitting: true } => "interrupted before the edge had answered; it may have accepted the job.",
        _ => "interrupted.",
    });
}
