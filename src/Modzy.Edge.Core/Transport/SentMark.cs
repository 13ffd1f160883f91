namespace Modzy.Edge.Transport;

/// <summary>Notes on what a call fails with how much of its request had left.</summary>
internal static class SentMark
{
    private static readonly object _key = typeof(EdgeSent);

    public static T WithSent<T>(this T failure, EdgeSent sent)
        where T : Exception
    {
        failure.Data[_key] = sent;
        return failure;
    }

    /// <summary>What was noted, on the failure or its cause; null if nothing was.</summary>
    public static EdgeSent? Of(Exception? failure) => failure?.Data[_key] as EdgeSent?;
}
