using System.Diagnostics;
using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;
using Modzy.Edge.Transport.Tests.Streams;

namespace Modzy.Edge.Transport.Tests.Tls;

/// <summary>Peers that send close_notify and do not close TCP: the end of the connection, as a FIN is.</summary>
[Collection(nameof(TlsTests))]
public sealed class CloseNotifyTests : IDisposable
{
    /// <summary>Of each call. No call may take as long.</summary>
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);
    private readonly TestAuthority _authority = new();
    private readonly ManualResetEventSlim _end = new();
    private SslProtocols _version = SslProtocols.Tls13;

    public void Dispose()
    {
        _end.Set();
        _authority.Dispose();
    }

    private EdgeClientOptions Options => new()
    {
        Tls = new EdgeTlsOptions { CaPem = _authority.Pem }, Retry = new EdgeRetryOptions { MaxAttempts = 1 }, Deadline = _deadline,
    };

    private TlsTerminator Terminate(ScriptedPeer peer)
    {
        X509Certificate2 certificate = _authority.Issue("CN=edge");
        return new TlsTerminator(
            peer.Endpoint, certificate, options => options.EnabledSslProtocols = _version, keepsOpen: true);
    }

    private void Fail(TransportPath path, int answered, byte[] request, Action<PeerConnection> end)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            if (connection.Number == 1 && answered > 0)
            {
                connection.Greet();
                for (int i = 0; i < answered; i++)
                {
                    connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 0));
                }
            }

            end(connection);
        });
        using TlsTerminator terminator = Terminate(peer);
        using EdgeTransport transport = Transports.Open(path, EdgeEndpoint.Parse("127.0.0.1", terminator.Port), Options);
        for (int i = 0; i < answered; i++)
        {
            transport.Call(RawMethods.Echo, [1]);
        }

        long begun = Stopwatch.GetTimestamp();
        TimeSpan used = ThreadTime();
        RpcException failure = transport.Fail(RawMethods.Echo, request, _deadline);
        used = ThreadTime() - used;

        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, _limit);
        Assert.InRange(used, TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
        if (path != TransportPath.Channel)
        {
            // SocketsHttpHandler has several words for a connection that is lost.
            Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
            Assert.Contains("closed", failure.Status.Detail, StringComparison.Ordinal);
        }

        Assert.NotEqual(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    /// <summary>The processor time of this thread.</summary>
    private static TimeSpan ThreadTime() => TimeSpan.FromMicroseconds(
        long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000);

    [Theory]
    [TransportPaths(SslProtocols.Tls12, 0)]
    [TransportPaths(SslProtocols.Tls13, 0)]
    [TransportPaths(SslProtocols.Tls12, 2)]
    [TransportPaths(SslProtocols.Tls13, 2)]
    public void In_place_of_a_response(TransportPath path, SslProtocols version, int answered)
    {
        _version = version;
        Fail(path, answered, [1], connection =>
        {
            if (answered == 0 || connection.Number > 1)
            {
                connection.Greet();
            }

            connection.ReadRequest();
            connection.HalfClose();
            connection.ReadToEnd();
        });
    }

    [Theory]
    [TransportPaths(SslProtocols.Tls12)]
    [TransportPaths(SslProtocols.Tls13)]
    public void At_once_after_the_handshake(TransportPath path, SslProtocols version)
    {
        _version = version;
        Fail(path, answered: 0, [1], static connection =>
        {
            connection.HalfClose();
            connection.ReadToEnd();
        });
    }

    [Theory]
    [TransportPaths]
    public void While_the_request_waits_for_the_window(TransportPath path) =>
        Fail(path, answered: 0, new byte[1 << 20], static connection =>
        {
            connection.Greet();
            connection.ReadUntil(FrameType.Data);
            connection.HalfClose();
            connection.ReadToEnd();
        });

    [Theory]
    [TransportPaths]
    public void While_the_request_waits_for_the_socket(TransportPath path) =>
        Fail(path, answered: 0, new byte[40 << 20], connection =>
        {
            connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
            connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
            connection.ReadUntil(FrameType.Data);
            Thread.Sleep(100);
            connection.HalfClose();
            _end.Wait(Transports.TestTimeout);
        });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task While_a_stream_is_open(bool sends, bool isWindowOpen)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.InitialWindowSize, isWindowOpen ? int.MaxValue : 65_535u));
            if (isWindowOpen)
            {
                connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
            }

            StreamPeer stream = StreamPeer.OfferAnother(connection);
            stream.SendHeaders();
            if (sends)
            {
                stream.ReadData(opensWindow: false);
                Thread.Sleep(100);
            }

            connection.HalfClose();
            _end.Wait(Transports.TestTimeout);
        });
        using TlsTerminator terminator = Terminate(peer);
        using var client = new EdgeClient("127.0.0.1", terminator.Port, Options);
        using InferenceStream stream = await client.OpenAsync();
        long begun = Stopwatch.GetTimestamp();

        EdgeException failure = await Assert.ThrowsAsync<EdgeException>(async () =>
        {
            if (sends)
            {
                await stream.SendAsync(new byte[30 << 20]);
            }

            await stream.ReceiveIdentifierAsync();
        });

        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, _limit);
        Assert.Equal(EdgeStatus.Unavailable, failure.Status);
    }

    [Fact]
    public void An_idle_connection_is_replaced()
    {
        using var peer = new ScriptedPeer(static connection =>
        {
            connection.Greet();
            connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 0));
            connection.HalfClose();
            connection.ReadToEnd();
        });
        using TlsTerminator terminator = Terminate(peer);
        using EdgeTransport transport = Transports.Open(
            TransportPath.Exclusive, EdgeEndpoint.Parse("127.0.0.1", terminator.Port), Options);

        for (int i = 0; i < 3; i++)
        {
            transport.Call(RawMethods.Echo, [1], _deadline);
            Thread.Sleep(100);
        }

        Assert.Equal(3, peer.Connections);
    }
}
