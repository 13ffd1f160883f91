using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Modzy.Edge.Transport.Channel;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tests;

/// <summary>
/// TCP self-connect: about every 14,000th attempt to connect to an unused port of the ephemeral range succeeds without
/// a fix.
/// </summary>
[Collection(nameof(Alone))]
public sealed class TcpSelfConnectTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private readonly IPEndPoint _unusedEndpoint = new(IPAddress.Loopback, ConnectionsPort());
    private readonly int _attempts = 30_000;

    [Fact]
    public void The_direct_transport_is_refused()
    {
        for (int i = 0; i < _attempts; i++)
        {
            ConnectionException failure = Assert.Throws<ConnectionException>(
                () => HappyEyeballs.Connect(
                    [_unusedEndpoint], Deadline.After(_limit), TestContext.Current.CancellationToken).Socket.Dispose());
            Assert.Equal("Connection refused", failure.Message);
        }
    }

    [Fact]
    public async Task The_channel_is_refused()
    {
        for (int i = 0; i < _attempts; i++)
        {
            SocketException failure =
                await Assert.ThrowsAsync<SocketException>(async () => await (await PortableSockets.ConnectAsync(
                PortableSockets.CreateTcpSocket(),
                _unusedEndpoint,
                openTunnel: null,
                _limit,
                TestContext.Current.CancellationToken)).DisposeAsync());
            Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
        }
    }

    /// <summary>An unused port of the ephemeral range. Connections get every second one, from the first on.</summary>
    private static int ConnectionsPort()
    {
        string[] range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int first = int.Parse(range[0], CultureInfo.InvariantCulture);
        int last = int.Parse(range[1], CultureInfo.InvariantCulture);
        while (true)
        {
            int port = first + (Random.Shared.Next((last - first) / 2) * 2);
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody's.
            }
        }
    }
}
