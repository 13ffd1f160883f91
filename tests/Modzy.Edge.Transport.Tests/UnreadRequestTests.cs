using System.Net;
using System.Net.Sockets;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tests;

/// <summary>What is known about a fully sent request when the connection is lost.</summary>
public sealed class UnreadRequestTests : IDisposable
{
    private static readonly byte[] _before = [1, 2, 3];
    private static readonly byte[] _request = new byte[100];
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"edge-unread-{Environment.ProcessId}-{Guid.NewGuid():N}");

    [Fact]
    public void A_peer_that_had_closed_its_end_before_the_request_came_has_not_read_it()
    {
        (EdgeSocket own, Socket peer) = Connect(unix: false);
        using (own)
        {
            peer.Dispose();
            own.TrySend(_request);
            Assert.True(IsUnread(own));
        }
    }

    [Fact]
    public void A_peer_that_has_only_ended_its_own_half_may_have_read_it()
    {
        (EdgeSocket own, Socket peer) = Connect(unix: false);
        using (own)
        using (peer)
        {
            peer.Shutdown(SocketShutdown.Send);
            own.TrySend(_request);
            Assert.False(IsUnread(own));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_peer_that_closes_after_reading_has_read_it(bool unix)
    {
        (EdgeSocket own, Socket peer) = Connect(unix);
        using (own)
        {
            own.TrySend(_request);
            peer.Receive(new byte[_request.Length]);
            peer.Dispose();
            Assert.False(IsUnread(own));
        }
    }

    [Fact]
    public void A_reset_of_tcp_does_not_say_what_was_read()
    {
        (EdgeSocket own, Socket peer) = Connect(unix: false);
        using (own)
        {
            own.TrySend(_request);
            peer.Receive(new byte[_request.Length]);
            peer.LingerState = new LingerOption(true, 0);
            peer.Dispose();
            Assert.False(IsUnread(own));
        }
    }

    [Fact]
    public void A_reset_of_a_unix_domain_socket_says_that_not_all_was_read()
    {
        (EdgeSocket own, Socket peer) = Connect(unix: true);
        using (own)
        {
            own.TrySend(_request);
            peer.Receive(new byte[_request.Length / 2]);
            peer.Dispose();
            Assert.True(IsUnread(own));
            Assert.False(own.IsUnread(_before.Length, isRequestLast: false, Deadline.Never));
        }
    }

    public void Dispose() => File.Delete(_path);

    private static bool IsUnread(EdgeSocket socket)
    {
        Assert.Throws<ConnectionException>(() => socket.Receive(new byte[1], Deadline.After(Transports.TestTimeout)));
        return socket.IsUnread(_before.Length, isRequestLast: true, Deadline.Never);
    }

    /// <summary>Connects, and sends and receives something.</summary>
    private (EdgeSocket Own, Socket Peer) Connect(bool unix)
    {
        using Socket listener = unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(unix ? new UnixDomainSocketEndPoint(_path) : new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var own = new EdgeSocket(
            HappyEyeballs.Connect([listener.LocalEndPoint!], Deadline.Never, CancellationToken.None).Socket,
            isTcp: !unix);
        Socket peer = listener.Accept();
        own.TrySend(_before);
        Assert.Equal(_before.Length, peer.Receive(new byte[_before.Length]));
        return (own, peer);
    }
}
