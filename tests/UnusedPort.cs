using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Tests;

/// <summary>A port at which nobody listens, for a refused connection or for a server that is started later.</summary>
internal static class UnusedPort
{
    /// <summary>From below the ephemeral ports, so that no connection of another test gets it meanwhile.</summary>
    public static int Find()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 30_000);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody's.
            }
        }
    }
}
