namespace Modzy.Edge.Transport.Direct.Io;

/// <summary>Timers of connections, which live longer than the call that makes them.</summary>
internal static class PlainTimer
{
    /// <summary>Makes a timer that is not set. It does not keep alive what its maker has in the execution context.</summary>
    public static Timer Create(Action callback)
    {
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            return new Timer(static callback => ((Action)callback!)(), callback, Timeout.Infinite, Timeout.Infinite);
        }
    }
}
