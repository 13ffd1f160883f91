using System.Net.Sockets;

namespace Modzy.Edge.Transport;

/// <summary>How every socket to an edge is set up.</summary>
internal static class SocketSettings
{
    // Linux, /usr/include/netinet/tcp.h: milliseconds that sent data may stay unacknowledged.
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;
    private const int UserTimeoutMilliseconds = 20_000;

    /// <summary>
    /// Notices a peer that is gone without a word, after about 20 seconds, by TCP itself. HTTP/2 pings would notice too,
    /// but gRPC servers close connections that ping more often than once in five minutes.
    /// </summary>
    public static void Apply(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 2);
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes(UserTimeoutMilliseconds));
        }
    }
}
