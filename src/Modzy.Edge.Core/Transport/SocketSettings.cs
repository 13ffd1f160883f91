using System.Net.Sockets;

namespace Modzy.Edge.Transport;

/// <summary>How every TCP socket to an edge is set up.</summary>
internal static class SocketSettings
{
    // The numbers of Linux: /usr/include/asm-generic/socket.h and /usr/include/netinet/tcp.h.
    private const int SocketLevel = 1;
    private const int KeepAlive = 9;
    private const int TcpLevel = 6;
    private const int TcpNoDelay = 1;
    private const int TcpKeepAliveTime = 4;
    private const int TcpKeepAliveInterval = 5;
    private const int TcpKeepAliveRetryCount = 6;

    private const int IdleSeconds = 10;
    private const int ProbeSeconds = 5;
    private const int Probes = 2;

    /// <summary>
    /// Lets TCP itself notice a peer that is gone without a word, after about 20 seconds, while nothing is under way to it; for
    /// what is under way see <see cref="Direct.Io.TcpState.IsPeerGone"/>. HTTP/2 pings would notice too, but gRPC servers close
    /// connections that ping more often than once in five minutes.
    /// </summary>
    /// <param name="set">Sets an option: its level, its number, its value, as Linux numbers them.</param>
    public static void Apply(Action<int, int, int> set)
    {
        set(TcpLevel, TcpNoDelay, 1);
        set(SocketLevel, KeepAlive, 1);
        set(TcpLevel, TcpKeepAliveTime, IdleSeconds);
        set(TcpLevel, TcpKeepAliveInterval, ProbeSeconds);
        set(TcpLevel, TcpKeepAliveRetryCount, Probes);
    }

    /// <inheritdoc cref="Apply(Action{int, int, int})"/>
    public static void Apply(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }
}
