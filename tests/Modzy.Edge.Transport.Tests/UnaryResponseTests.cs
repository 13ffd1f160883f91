using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Tests.Hpack;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Responses in all forms that gRPC allows or forbids.</summary>
public sealed class UnaryResponseTests
{
    private static readonly TransportPath[] _paths = [TransportPath.Exclusive, TransportPath.Channel];

    private static readonly (string, string)[] _headers = [(":status", "200"), ("content-type", "application/grpc+proto")];

    [Fact]
    public void Informational_headers_padding_priority_and_unknown_frames_change_nothing() => Expect(
        [TransportPath.Exclusive],
        [42, 43],
        Frames.Headers(1, (":status", "103"), ("link", "x")),
        Frames.Frame((FrameType)0xEE, (FrameFlags)0xFF, 1, 1, 2, 3),
        Frames.Frame(FrameType.Priority, FrameFlags.None, 1, 0, 0, 0, 0, 5),
        Frames.Frame(
            FrameType.Headers,
            FrameFlags.EndHeaders | FrameFlags.Padded | FrameFlags.Priority,
            1,
            [3, 0, 0, 0, 0, 7, .. TestHpackEncoder.Encode(_headers), 0, 0, 0]),
        Frames.Ping,
        Frames.Data(1, [2, 0, 0, 0, 9, 9], FrameFlags.Padded),
        Frames.Data(1, [0, 2, 42]),
        Frames.Data(1, []),
        Frames.Data(1, [43]),
        Frames.Trailers(1, ("grpc-status", "0"), ("extra", "x")));

    [Fact]
    public void A_header_block_may_come_in_pieces()
    {
        byte[] block = new TestHpackEncoder().Encode(
            [.. _headers.Select(field => new Field(field.Item1, field.Item2, FieldForm.Indexed, Huffman: true))],
            resize: 0);
        Expect(
            [1],
            [
                Frames.Frame(FrameType.Headers, FrameFlags.None, 1, block[..3]),
                .. block[3..^1].Select(piece => Frames.Frame(FrameType.Continuation, FrameFlags.None, 1, piece)),
                Frames.Frame(FrameType.Continuation, FrameFlags.EndHeaders, 1, block[^1]),
                Frames.Data(1, Frames.Message(1)),
                Frames.Trailers(1, ("grpc-status", "0")),
            ]);
    }

    [Fact]
    public void Trailers_alone_are_an_answer()
    {
        RpcException failure = ExpectFailure(
            StatusCode.NotFound,
            Frames.Trailers(1, (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "5"),
                ("grpc-message", "no %E2%82%AC%2 100%"), ("grpc-status-details-bin", "AAEC+g"), ("more-bin", "AAEC,AAE="), ("bad-bin", "?")));

        Assert.Equal("no €%2 100%", failure.Status.Detail);
        Assert.Null(failure.Status.DebugException);
        Assert.Equal(RawService.Details, failure.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal(2, failure.Trailers.GetAll("more-bin").Count());
        Assert.Null(failure.Trailers.Get("bad-bin"));
    }

    [Theory]
    [InlineData("17", StatusCode.Unknown)]
    [InlineData("-1", StatusCode.Unknown)]
    [InlineData("x", StatusCode.Unknown)]
    [InlineData("", StatusCode.Unknown)]
    [InlineData("16", StatusCode.Unauthenticated)]
    public void A_status_that_is_none_is_unknown(string status, StatusCode code) =>
        ExpectFailure(code, Frames.ResponseHeaders(1), Frames.Trailers(1, ("grpc-status", status)));

    [Fact]
    public void An_answer_without_a_status_is_unknown()
    {
        Assert.NotNull(ExpectFailure(
            StatusCode.Unknown,
            Frames.ResponseHeaders(1),
            Frames.Data(1, Frames.Message(1), FrameFlags.EndStream)).Status.DebugException);
        ExpectFailure(StatusCode.Unknown, Frames.ResponseHeaders(1), Frames.Data(1, Frames.Message(1)), Frames.Trailers(1, ("a", "b")));
    }

    [Theory]
    [InlineData("400", StatusCode.Internal)]
    [InlineData("401", StatusCode.Unauthenticated)]
    [InlineData("403", StatusCode.PermissionDenied)]
    [InlineData("404", StatusCode.Unimplemented)]
    [InlineData("429", StatusCode.Unavailable)]
    [InlineData("502", StatusCode.Unavailable)]
    [InlineData("503", StatusCode.Unavailable)]
    [InlineData("504", StatusCode.Unavailable)]
    [InlineData("500", StatusCode.Unknown)]
    [InlineData("302", StatusCode.Unknown)]
    public void An_HTTP_status_is_translated(string status, StatusCode code)
    {
        ExpectFailure(code, Frames.Headers(1, (":status", status), ("content-type", "text/html")), Frames.Data(1, new byte[100]));
        ExpectFailure(StatusCode.Aborted, Frames.Trailers(1, (":status", status), ("grpc-status", "10")));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/grpcish")]
    [InlineData("application/json")]
    public void Another_content_type_is_no_answer_and_its_end_is_not_waited_for(string type) =>
        ExpectFailure(StatusCode.Unknown, Frames.Headers(1, (":status", "200"), ("content-type", type)), Frames.Data(1, new byte[100]));

    [Fact]
    public void What_is_not_one_message_is_internal()
    {
        byte[] end = Frames.Trailers(1, ("grpc-status", "0"));
        ExpectFailure(StatusCode.Internal, Frames.ResponseHeaders(1), end);
        ExpectFailure(StatusCode.Internal, Frames.ResponseHeaders(1), Frames.Data(1, [0, 0, 0, 0]), end);
        ExpectFailure(StatusCode.Internal, Frames.ResponseHeaders(1), Frames.Data(1, [0, 0, 0, 0, 2, 1]), end);
        ExpectFailure(
            StatusCode.Internal,
            Frames.ResponseHeaders(1),
            Frames.Data(1, [.. Frames.Message(1), .. Frames.Message(2)]),
            end);
        ExpectFailure(StatusCode.Internal, Frames.ResponseHeaders(1), Frames.Data(1, [1, 0, 0, 0, 1, 1]), end);
    }

    [Theory]
    [InlineData(Http2Error.NoError, StatusCode.Internal)]
    [InlineData(Http2Error.ProtocolError, StatusCode.Internal)]
    [InlineData(Http2Error.InternalError, StatusCode.Internal)]
    [InlineData(Http2Error.Cancel, StatusCode.Cancelled)]
    [InlineData(Http2Error.EnhanceYourCalm, StatusCode.ResourceExhausted)]
    [InlineData(Http2Error.InadequateSecurity, StatusCode.PermissionDenied)]
    [InlineData((Http2Error)99, StatusCode.Internal)]
    internal void A_stream_that_is_reset_has_the_status_of_its_reason(Http2Error error, StatusCode code)
    {
        ExpectFailure(code, Frames.Reset(1, error));
        ExpectFailure(code, Frames.ResponseHeaders(1), Frames.Reset(1, error));
        Expect([1], Frames.Answer(1, 1), Frames.Reset(1, error));
    }

    /// <summary>A status of OK that is not at the end says nothing about what came after it.</summary>
    [Theory]
    [InlineData(Http2Error.InternalError)]
    [InlineData(Http2Error.NoError)]
    internal void A_status_at_the_beginning_does_not_hide_a_reset(Http2Error error) => ExpectFailure(
        StatusCode.Internal,
        Frames.Headers(1, (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "0")),
        Frames.Data(1, Frames.Message(1)),
        Frames.Reset(1, error));

    [Fact]
    public void A_status_at_the_beginning_does_not_replace_trailers() => ExpectFailure(
        StatusCode.Unknown,
        Frames.Headers(1, (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "0")),
        Frames.Data(1, Frames.Message(1), FrameFlags.EndStream));

    [Fact]
    public void The_request_is_as_gRPC_wants_it()
    {
        var fields = new HeaderList();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            (_, byte[] block) = connection.ReadUntil(FrameType.Headers);
            new HpackDecoder().Decode(block, fields);
            Assert.Equal(Frames.Message(9, 8), connection.ReadRequest().Data);
            connection.Send(Frames.Answer(1, 1));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();
        transport.Call(RawMethods.Echo, [9, 8], TimeSpan.FromSeconds(20));

        Assert.Equal([":method: POST", ":scheme: http", ":path: /test.Raw/Echo", $":authority: {peer.Endpoint}", "te: trailers",
            "content-type: application/grpc", "user-agent: modzy-edge/0.1.0", "grpc-accept-encoding: identity"], fields.Fields[..8]);
        Assert.Matches("^grpc-timeout: 1[0-9]{7}u$", fields.Fields[8]);
    }

    [Theory]
    [InlineData("7", true)]
    [InlineData("6", false)]
    [InlineData("8", false)]
    public void A_content_length_has_to_agree_with_the_data(string length, bool agrees)
    {
        foreach (TransportPath path in Enum.GetValues<TransportPath>())
        {
            using var peer = new ScriptedPeer(connection =>
            {
                connection.Open();
                int id = connection.ReadRequest().StreamId;
                connection.Send(
                    Frames.Headers(id, (":status", "200"), ("content-type", "application/grpc"), ("content-length", length)),
                    Frames.Data(id, Frames.Message(4, 2)),
                    Frames.Trailers(id, ("grpc-status", "0")));
                connection.ReadToEnd();
            });
            using EdgeTransport transport = peer.ConnectOpened(path);
            if (agrees)
            {
                Assert.Equal([4, 2], transport.Call(RawMethods.Echo, []));
            }
            else
            {
                RpcException failure = transport.Fail(RawMethods.Echo, []);
                Assert.Equal((path, StatusCode.Internal), (path, failure.StatusCode));
                Assert.Contains("content-length", failure.Status.Detail, StringComparison.Ordinal);
            }
        }
    }

    private static void Expect(byte[] reply, params byte[][] answer) => Expect(_paths, reply, answer);

    private static void Expect(TransportPath[] paths, byte[] reply, params byte[][] answer)
    {
        foreach (TransportPath path in paths)
        {
            using ScriptedPeer peer = Answering(answer);
            using EdgeTransport transport = peer.Connect(path);
            Assert.Equal(reply, transport.Call(RawMethods.Echo, Encoding.ASCII.GetBytes("question")));
        }
    }

    /// <summary>All paths fail in the same way.</summary>
    private static RpcException ExpectFailure(StatusCode code, params byte[][] answer)
    {
        RpcException? first = null;
        foreach (TransportPath path in _paths)
        {
            using ScriptedPeer peer = Answering(answer);
            using EdgeTransport transport = peer.Connect(path);
            RpcException failure = transport.Fail(RawMethods.Echo, []);
            Assert.Equal((path, code), (path, failure.StatusCode));
            first ??= failure;
            Assert.Equal((path, first.Status.Detail), (path, failure.Status.Detail));
            Assert.Equal(first.Trailers.Select(entry => entry.Key), failure.Trailers.Select(entry => entry.Key));
        }

        return first!;
    }

    private static ScriptedPeer Answering(byte[][] answer) => new(connection =>
    {
        connection.Greet();
        connection.ReadRequest();
        connection.Send(answer);
        connection.ReadToEnd();
    });
}
