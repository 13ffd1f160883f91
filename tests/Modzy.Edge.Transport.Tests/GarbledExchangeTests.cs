using Grpc.Core;
using Modzy.Edge.Transport.Direct.Http2;
using Modzy.Edge.Transport.Tests.Hpack;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>What a server says in a whole exchange, cut off and garbled at every byte.</summary>
public sealed class GarbledExchangeTests
{
    /// <summary>As a server with all the means of HTTP/2 would say it.</summary>
    private static readonly byte[] _exchange =
    [
        .. Frames.Settings((SettingId.MaxConcurrentStreams, 100), (SettingId.InitialWindowSize, 100_000)),
        .. Frames.SettingsAck,
        .. Frames.WindowUpdate(0, 1000),
        .. Frames.Ping,
        .. Frames.Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, new TestHpackEncoder().Encode(
            [new(":status", "200", FieldForm.Indexed), new("content-type", "application/grpc", Huffman: true), new("date", "now")], resize: 0)),
        .. Frames.Data(1, [2, 0, 0, 0, 0, 3, 7, 0, 0], FrameFlags.Padded),
        .. Frames.Data(1, [8, 9]),
        .. Frames.Trailers(1, ("grpc-status", "0"), ("grpc-message", "%41")),
    ];

    [Fact]
    public void Whole_it_is_an_answer() => Assert.Equal(StatusCode.OK, Outcome(_exchange, close: false));

    [Fact]
    public void Cut_off_anywhere_it_is_unavailable() => Parallel.For(0, _exchange.Length, Side(), length =>
        Assert.Equal(StatusCode.Unavailable, Outcome(_exchange[..length], close: true)));

    [Fact]
    public void Stopped_anywhere_it_is_too_late() => Parallel.For(0, _exchange.Length, Side(), length =>
        Assert.Equal(StatusCode.DeadlineExceeded, Outcome(_exchange[..length], close: false, TimeSpan.FromMilliseconds(100))));

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    [InlineData(0x24)]
    public void Garbled_anywhere_it_has_a_status(byte change) => Parallel.For(0, _exchange.Length, Side(), position =>
    {
        byte[] garbled = [.. _exchange];
        garbled[position] ^= change;

        // Some changes are none that a client could notice, and some are answers of their own: all statuses are right.
        Outcome(garbled, close: true);
    });

    private static ParallelOptions Side() => new()
    {
        MaxDegreeOfParallelism = 8,
        CancellationToken = TestContext.Current.CancellationToken,
    };

    /// <summary>Any exception but that of a status fails the test.</summary>
    private static StatusCode Outcome(byte[] answer, bool close, TimeSpan? time = null)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.ReadPreface();
            connection.ReadRequest();
            connection.Send(answer);
            if (close)
            {
                connection.HalfClose();
            }

            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();
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
