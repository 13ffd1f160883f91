namespace Modzy.Edge.Tool;

/// <summary>What the tool ends with. Scripts rely on the numbers.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The call failed: the edge refused it, there is no such model or job, ...</summary>
    public const int CallFailed = 1;

    /// <summary>An argument, a file or the configuration is wrong; nothing was asked of the edge.</summary>
    public const int Usage = 2;

    /// <summary>The job or the inference failed or was cancelled, or some of its input items failed.</summary>
    public const int JobFailed = 3;

    /// <summary>
    /// The deadline or the timeout passed, or the answer to a submission was lost: the edge may have done the work.
    /// </summary>
    public const int TimedOut = 4;

    /// <summary>The edge cannot be reached. Worth another try.</summary>
    public const int Unavailable = 5;

    /// <summary>Whoever read standard output is gone: what a shell shows for SIGPIPE.</summary>
    public const int OutputClosed = 141;

    /// <summary>A signal: what a shell shows for it.</summary>
    public const int Signalled = 128;

    public static int Of(EdgeException failure) => failure switch
    {
        { Status: EdgeStatus.InvalidArgument, Origin: EdgeErrorOrigin.Local } => Usage,
        { Status: EdgeStatus.DeadlineExceeded } => TimedOut,
        { Status: EdgeStatus.Unavailable } => failure.MayHaveMadeAJob ? TimedOut : Unavailable,
        _ => CallFailed,
    };
}
