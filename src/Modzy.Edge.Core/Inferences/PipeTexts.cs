namespace Modzy.Edge.Requests;

/// <summary>What both kinds of pipe say when time is up, or nothing can be sent any more.</summary>
internal static class PipeTexts
{
    public const string SlowToTake =
        "The edge takes requests more slowly than they are sent; receive results, or wait and send again.";

    public const string NothingCame = "No inference came. The stream goes on: receive again, or with a longer timeout.";

    public const string HalfClosed = "no more requests were to come";

    public const string Ended = "the edge has ended it; receive what it has sent before, and why it ended";

    public static EdgeException Closed(string reason, Exception? cause = null) =>
        new(EdgeStatus.FailedPrecondition, $"Nothing can be sent on this stream any more: {reason}.", cause);

    public static EdgeException Late(string text, TimeSpan timeout, Exception cause) =>
        new(EdgeStatus.DeadlineExceeded, $"{text} ({Durations.Describe(timeout)} passed.)", cause);
}
