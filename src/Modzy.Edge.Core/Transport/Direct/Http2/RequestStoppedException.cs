namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>
/// Leaves the encoding of a message whose answer is there already. It never gets beyond the call that it serves.
/// </summary>
internal sealed class RequestStoppedException : Exception
{
    /// <summary>It says nothing that a new one would say better.</summary>
    public static RequestStoppedException Instance { get; } = new();
}
