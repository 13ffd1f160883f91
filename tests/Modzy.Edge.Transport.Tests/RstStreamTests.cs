using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Hpack;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>A stream error fails one call with RST_STREAM: the connection and its other calls continue.</summary>
public sealed class RstStreamTests
{
    /// <summary>Malformed responses (RFC 9113, section 8.1.1), and violations of a stream's flow control.</summary>
    private static readonly Dictionary<string, (Http2Error Error, Func<int, byte[][]> Response)> _violations = new()
    {
        ["trailers that are too large"] = Malformed(id => [Frames.ResponseHeaders(id), Frames.Data(id, Frames.Message(1)), .. LargeTrailers(id)]),
        ["a name in upper case"] = Malformed(id => [Frames.Headers(id, (":status", "200"), ("Content-Type", "application/grpc"))]),
        ["a name with a space"] = Malformed(id => [Frames.Headers(id, (":status", "200"), ("a b", "c"))]),
        ["an empty name"] = Malformed(id => [Frames.Headers(id, (":status", "200"), ("", "c"))]),
        ["a value with a line break"] = Malformed(id => [Frames.Headers(id, (":status", "200"), ("a", "b\r\nc"))]),
        ["a field of HTTP/1"] = Malformed(id => [Frames.Headers(id, (":status", "200"), ("connection", "keep-alive"))]),
        ["two statuses"] = Malformed(id => [Frames.Headers(id, (":status", "200"), (":status", "200"))]),
        ["an unknown pseudo-header"] = Malformed(id => [Frames.Headers(id, (":status", "200"), (":method", "GET"))]),
        ["a pseudo-header at the end"] = Malformed(id => [Frames.Headers(id, ("content-type", "application/grpc"), (":status", "200"))]),
        ["no status"] = Malformed(id => [Frames.Headers(id, ("content-type", "application/grpc"))]),
        ["a status that is no number"] = Malformed(id => [Frames.Headers(id, (":status", "2x0"))]),
        ["a status in trailers"] = Malformed(id => [Frames.ResponseHeaders(id), Frames.Trailers(id, (":status", "200"), ("grpc-status", "0"))]),
        ["a wrong field in trailers"] = Malformed(id => [Frames.ResponseHeaders(id), Frames.Trailers(id, ("grpc-status", "0"), ("X", "y"))]),
        ["headers amid data"] = Malformed(id => [Frames.ResponseHeaders(id), Frames.ResponseHeaders(id)]),
        ["data before headers"] = Malformed(id => [Frames.Data(id, [1])]),
        ["an informational end"] = Malformed(id => [Frames.Trailers(id, (":status", "100"))]),
        ["informational headers without end"] = (Http2Error.EnhanceYourCalm, id => [.. Enumerable.Repeat(Frames.Headers(id, (":status", "100")), 200)]),
        ["a window that is opened too far"] = (Http2Error.FlowControlError, id => [Frames.WindowUpdate(id, int.MaxValue), Frames.WindowUpdate(id, int.MaxValue)]),
        ["an increment of 0"] = Malformed(id => [Frames.WindowUpdate(id, 0)]),
    };

    public static MatrixTheoryData<TransportPath, string> Violations => new(
        [TransportPath.Exclusive, TransportPath.BusyPolling, TransportPath.Multiplexed, TransportPath.Async,
            TransportPath.Started],
        _violations.Keys);

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_violation_on_a_stream_fails_its_call_alone(TransportPath path, string what)
    {
        bool isShared = path is TransportPath.Multiplexed or TransportPath.Async or TransportPath.Started;
        (Http2Error error, Func<int, byte[][]> response) = _violations[what];
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            (int StreamId, byte[] Data)[] requests = [.. Enumerable.Range(0, isShared ? 2 : 1).Select(
                _ => connection.ReadRequest())];
            int bad = requests.Single(request => request.Data[5] == 1).StreamId;
            connection.Send(response(bad));
            (FrameHeader reset, byte[] reason) = connection.ReadUntil(FrameType.ResetStream);
            Assert.Equal(bad, reset.StreamId);
            Assert.Equal((byte)error, reason[3]);
            foreach ((int streamId, byte[] data) in requests.Where(request => request.StreamId != bad))
            {
                connection.Send(Frames.Answer(streamId, data[5..]));
            }

            connection.Echo();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Task<byte[]> neighbour = isShared
            ? Task.Factory.StartNew(
                () => transport.Call(RawMethods.Echo, [2]),
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : Task.FromResult<byte[]>([2]);
        RpcException failure = transport.Fail(RawMethods.Echo, [1]);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Equal(error, Assert.IsType<Http2Exception>(failure.Status.DebugException).Error);
        Assert.Equal([2], await neighbour);
        Assert.Equal([3], transport.Call(RawMethods.Echo, [3]));
        Assert.Equal(1, peer.Connections);
    }

    /// <summary>
    /// With a dynamic table the block has to be decoded all the same: what comes later depends on it.
    /// </summary>
    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public void A_large_block_changes_the_header_table_before_the_client_has_switched_it_off(TransportPath path)
    {
        var encoder = new TestHpackEncoder();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.ReadPreface();
            connection.Send(Frames.Settings());
            int first = connection.ReadRequest().StreamId;
            byte[] large = encoder.Encode(
            [
                new Field(":status", "200"), new Field("content-type", "application/grpc", FieldForm.Indexed),
                .. Enumerable.Range(0, 90).Select(_ => new Field("filler", new string('x', 1000))),
            ]);
            connection.Send(Split(first, FrameFlags.None, large));
            connection.ReadUntil(FrameType.ResetStream);
            int second = connection.ReadRequest().StreamId;
            byte[] small = [0x88, 0x80 | 62];
            connection.Send(
                Frames.Frame(FrameType.Headers, FrameFlags.EndHeaders, second, small),
                Frames.Data(second, Frames.Message(7)), Frames.Trailers(second, ("grpc-status", "0")));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal(StatusCode.Internal, transport.Fail(RawMethods.Echo, [1]).StatusCode);
        Assert.Equal([7], transport.Call(RawMethods.Echo, [2]));
        Assert.Equal(1, peer.Connections);
    }

    private static (Http2Error Error, Func<int, byte[][]> Response) Malformed(Func<int, byte[][]> response) =>
        (Http2Error.ProtocolError, response);

    private static byte[][] LargeTrailers(int streamId) => Split(
        streamId, FrameFlags.EndStream, TestHpackEncoder.Encode(("grpc-status", "0"), ("filler", new string('x', 70_000))));

    private static byte[][] Split(int streamId, FrameFlags flags, byte[] block)
    {
        byte[][] pieces = [.. block.Chunk(16_000)];
        return [.. pieces.Select((piece, i) => Frames.Frame(
            i == 0 ? FrameType.Headers : FrameType.Continuation,
            (i == 0 ? flags : FrameFlags.None) | (i == pieces.Length - 1 ? FrameFlags.EndHeaders : FrameFlags.None),
            streamId,
            piece))];
    }
}
