namespace Modzy.Edge.Transport.Direct.Io;

/// <summary>What a socket was ready for.</summary>
internal readonly record struct PollResult(bool CanReceive, bool CanSend);
