using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Direct.Io;

/// <summary>There is no connection to the peer, or no longer.</summary>
internal sealed class ConnectionException(string message) : IOException(message)
{
    /// <param name="error">The system's number.</param>
    public static ConnectionException FromError(int error) => new(Marshal.GetPInvokeErrorMessage(error));
}
