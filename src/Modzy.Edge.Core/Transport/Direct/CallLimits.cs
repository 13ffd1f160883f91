using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct;

/// <summary>What bounds a call.</summary>
internal readonly record struct CallLimits(Deadline Deadline, long? MaxReceiveBytes);
