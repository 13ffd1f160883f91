using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>A failed call reports how much of its request was sent.</summary>
public sealed class EdgeSentTests
{
    private static readonly TimeSpan _short = TimeSpan.FromSeconds(3);
    private static readonly byte[] _large = RawMethods.Pattern(4_000_000);

    [Theory]
    [TransportPaths]
    public void Nothing_if_the_connection_is_refused(TransportPath path)
    {
        using EdgeTransport transport = Transports.Open(
            path, EdgeEndpoint.Parse("127.0.0.1", UnusedPort.Find()), new EdgeClientOptions { Retry = new() { MaxAttempts = 1 } });

        Assert.Equal((EdgeStatus.Unavailable, EdgeSent.None), Failure(transport, [1]));
        Assert.Equal((EdgeStatus.Unavailable, EdgeSent.None), Failure(transport, _large));
    }

    [Theory]
    [TransportPaths]
    public void Nothing_if_the_call_is_refused(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            while (true)
            {
                connection.Send(Frames.Reset(connection.ReadRequest().StreamId, Http2Error.RefusedStream));
            }
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Assert.Equal((EdgeStatus.Unavailable, EdgeSent.None), Failure(transport, [1]));
    }

    [Theory]
    [TransportPaths]
    public void Nothing_if_the_time_is_up_before_the_call(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Assert.Equal((EdgeStatus.DeadlineExceeded, EdgeSent.None), Failure(transport, [1], TimeSpan.Zero));
    }

    [Theory]
    [TransportPaths]
    public void A_part_if_the_peer_stops_to_take_it(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Assert.Equal((EdgeStatus.DeadlineExceeded, EdgeSent.Part), Failure(transport, _large));
    }

    [Theory]
    [TransportPaths]
    public void A_part_if_the_peer_closes_in_its_middle(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadUntil(FrameType.Data);
            connection.Reset();
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal((EdgeStatus.Unavailable, EdgeSent.Part), Failure(transport, _large, Transports.TestTimeout));
    }

    [Theory]
    [TransportPaths]
    public void A_part_if_the_edge_answers_in_its_middle(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            int stream = connection.ReadUntil(FrameType.Data).Header.StreamId;
            connection.Send(Frames.Trailers(stream, (":status", "200"), ("grpc-status", "8")), Frames.Reset(stream, Http2Error.NoError));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Assert.Equal((EdgeStatus.ResourceExhausted, EdgeSent.Part), Failure(transport, _large, Transports.TestTimeout));
    }

    [Theory]
    [TransportPaths]
    public void All_if_the_peer_is_silent(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Assert.Equal((EdgeStatus.DeadlineExceeded, EdgeSent.All), Failure(transport, [1]));
        Assert.Equal((EdgeStatus.DeadlineExceeded, EdgeSent.All), Failure(transport, new byte[50_000]));
    }

    [Theory]
    [TransportPaths(true)]
    [TransportPaths(false)]
    public void All_if_the_peer_closes_without_an_answer(TransportPath path, bool reset)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            connection.ReadRequest();
            if (reset)
            {
                connection.Reset();
            }
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Assert.Equal((EdgeStatus.Unavailable, EdgeSent.All), Failure(transport, [1], Transports.TestTimeout));
        Assert.Equal(1, peer.Connections);
    }

    [Theory]
    [TransportPaths]
    public void All_if_the_edge_answers_with_a_status(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            connection.Send(Frames.Trailers(connection.ReadRequest().StreamId, (":status", "200"), ("grpc-status", "5")));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Assert.Equal((EdgeStatus.NotFound, EdgeSent.All), Failure(transport, [1], Transports.TestTimeout));
    }

    /// <summary>
    /// Short calls wait behind others on a connection whose peer reads nothing: those that did not leave are not in
    /// doubt.
    /// </summary>
    [Fact]
    public async Task Nothing_of_a_call_that_waits_on_a_shared_connection()
    {
        using var peer = new ScriptedPeer(
            connection =>
            {
                connection.Greet((SettingId.InitialWindowSize, 10_000_000));
                connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
                if (connection.Number == 1)
                {
                    connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 0));
                }

                Thread.Sleep(Timeout.Infinite);
            },
            Path.Combine(Path.GetTempPath(), $"edge-{Guid.NewGuid():N}.sock"));
        using EdgeTransport transport = peer.ConnectOpened(TransportPath.Async);

        // More than the socket holds; the last ones do not fit into the buffer of the connection any more, and go
        // elsewhere.
        Task<EdgeSent?>[] calls = [.. Enumerable.Range(0, 40).Select(_ => SentAsync(transport, new byte[12_000]))];
        EdgeSent?[] sent = await Task.WhenAll(calls);

        Assert.Contains(EdgeSent.All, sent);
        Assert.Contains(EdgeSent.None, sent);
    }

    private static async Task<EdgeSent?> SentAsync(EdgeTransport transport, byte[] request)
    {
        CallOptions options = new(deadline: DateTime.UtcNow + _short);
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            () => transport.UnaryAsync(RawMethods.Echo, options, request).AsTask());
        return Translated(failure).Sent;
    }

    private static (EdgeStatus Status, EdgeSent? Sent) Failure(
        EdgeTransport transport, byte[] request, TimeSpan? time = null)
    {
        EdgeException failure = Translated(transport.Fail(RawMethods.Echo, request, time ?? _short));
        return (failure.Status, failure.Sent);
    }

    private static EdgeException Translated(RpcException failure) => ErrorTranslator.Translate(failure, "method", "edge:1", _short);
}
