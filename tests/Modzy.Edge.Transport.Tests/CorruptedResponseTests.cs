using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Hpack;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>The bytes of a whole exchange, truncated and corrupted at every position.</summary>
public sealed class CorruptedResponseTests
{
    /// <summary>
    /// A connection with a call to itself, on its first stream; one that is shared, on its second; and the channel.
    /// </summary>
    public static TheoryData<TransportPath> Carriers =>
        [TransportPath.Exclusive, TransportPath.Multiplexed, TransportPath.Channel];

    /// <summary>As a server with all the means of HTTP/2 would say it.</summary>
    private static byte[] Exchange(TransportPath path) => Exchange(streamId: path == TransportPath.Multiplexed ? 3 : 1);

    private static byte[] Exchange(int streamId) =>
    [
        .. Frames.Settings((SettingId.MaxConcurrentStreams, 100), (SettingId.InitialWindowSize, 100_000)),
        .. Frames.SettingsAck,
        .. Frames.WindowUpdate(0, 1000),
        .. Frames.Ping,
        .. Frames.Headers(streamId, (":status", "103"), ("link", "x")),
        .. Frames.Frame(FrameType.Headers, FrameFlags.EndHeaders, streamId, new TestHpackEncoder().Encode(
            [new(":status", "200", FieldForm.Indexed), new("content-type", "application/grpc", Huffman: true), new("date", "now")], resize: 0)),
        .. Frames.Data(streamId, [2, 0, 0, 0, 0, 3, 7, 0, 0], FrameFlags.Padded),
        .. Frames.Frame((FrameType)200, FrameFlags.None, 0, [1, 2, 3]),
        .. Frames.Frame(FrameType.Priority, FrameFlags.None, streamId, [0, 0, 0, 0, 5]),
        .. Frames.Data(streamId, [8, 9]),
        .. Frames.Trailers(streamId, ("grpc-status", "0"), ("grpc-message", "%41")),
    ];

    [Theory]
    [MemberData(nameof(Carriers))]
    public void Whole_it_is_an_answer(TransportPath path) =>
        Assert.Equal(StatusCode.OK, Outcome(path, Exchange(path), close: false));

    [Theory]
    [MemberData(nameof(Carriers))]
    public void Cut_off_anywhere_it_is_unavailable(TransportPath path)
    {
        byte[] exchange = Exchange(path);
        Parallel.For(0, exchange.Length, Side(), length =>
            Assert.Equal(StatusCode.Unavailable, Outcome(path, exchange[..length], close: true)));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public void Stopped_anywhere_it_is_too_late(TransportPath path)
    {
        byte[] exchange = Exchange(path);
        Parallel.For(0, exchange.Length, Side(), length => Assert.Equal(
            StatusCode.DeadlineExceeded, Outcome(
                path, exchange[..length], close: false, TimeSpan.FromMilliseconds(100))));
    }

    [Theory]
    [InlineData(TransportPath.Exclusive, 0x01)]
    [InlineData(TransportPath.Exclusive, 0x80)]
    [InlineData(TransportPath.Exclusive, 0xFF)]
    [InlineData(TransportPath.Exclusive, 0x24)]
    [InlineData(TransportPath.Multiplexed, 0x01)]
    [InlineData(TransportPath.Multiplexed, 0x80)]
    [InlineData(TransportPath.Multiplexed, 0xFF)]
    [InlineData(TransportPath.Multiplexed, 0x24)]
    [InlineData(TransportPath.Channel, 0x01)]
    [InlineData(TransportPath.Channel, 0x80)]
    [InlineData(TransportPath.Channel, 0xFF)]
    [InlineData(TransportPath.Channel, 0x24)]
    public void Corrupted_anywhere_it_has_a_status(TransportPath path, byte change)
    {
        byte[] exchange = Exchange(path);
        Parallel.For(0, exchange.Length, Side(), position =>
        {
            byte[] garbled = [.. exchange];
            garbled[position] ^= change;

            // Some changes are none that a client could notice, and some are answers of their own: all statuses are
            // right.
            Outcome(path, garbled, close: true);
        });
    }

    private static ParallelOptions Side() => new()
    {
        MaxDegreeOfParallelism = 8,
        CancellationToken = TestContext.Current.CancellationToken,
    };

    /// <summary>Any exception but that of a status fails the test.</summary>
    private static StatusCode Outcome(TransportPath path, byte[] answer, bool close, TimeSpan? time = null)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.ReadPreface();
            if (path == TransportPath.Multiplexed)
            {
                connection.Send(
                    Frames.Settings(), Frames.SettingsAck, Frames.Answer(connection.ReadRequest().StreamId, 0));
            }

            connection.ReadRequest();
            connection.Send(answer);
            if (close)
            {
                connection.HalfClose();
            }

            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(path);
        if (path == TransportPath.Multiplexed)
        {
            transport.Call(RawMethods.Echo, []);
        }

        try
        {
            transport.Call(RawMethods.Echo, [1], time);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
