using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Answers that a server compresses without being asked to.</summary>
public sealed class CompressionTests
{
    private static readonly byte[] _message = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i / 1000))];

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void What_was_compressed_comes_back(string encoding)
    {
        var reply = Compressed(encoding);

        Assert.Null(Decompressor.Decompress(reply, Bytes(encoding), _message.Length, Deadline.Never));

        Assert.Equal(_message, reply.AsSequence().ToArray());
    }

    [Fact]
    public void The_limit_is_that_of_the_message_itself()
    {
        var failure = Decompressor.Decompress(Compressed("gzip"), Bytes("gzip"), _message.Length - 1, Deadline.Never);

        Assert.Equal(StatusCode.ResourceExhausted, failure?.Code);
    }

    [Theory]
    [InlineData("gzip", "deflate")]
    [InlineData("deflate", "gzip")]
    [InlineData("gzip", "snappy")]
    [InlineData("gzip", "")]
    public void What_is_not_as_it_says_is_a_failure(string encoding, string said)
    {
        var failure = Decompressor.Decompress(Compressed(encoding), Bytes(said), long.MaxValue, Deadline.Never);

        Assert.Equal(StatusCode.Internal, failure?.Code);
    }

    /// <summary>The header says that a dictionary is needed. gRPC has no dictionaries.</summary>
    [Fact]
    public void What_asks_for_a_dictionary_is_a_failure()
    {
        byte[] asking = [0x78, 0x20, 0, 0, 0, 1, 3, 0, 0, 0, 0, 1];
        var failure = Decompressor.Decompress(Reply(asking), Bytes("deflate"), long.MaxValue, Deadline.Never);

        Assert.Equal(StatusCode.Internal, failure?.Code);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void What_is_cut_anywhere_is_a_failure(string encoding)
    {
        byte[] whole = Compress(encoding, Bytes("some text, and the same again: some text"));
        for (int length = 0; length < whole.Length; length++)
        {
            var failure = Decompressor.Decompress(
                Reply(whole[..length]), Bytes(encoding), long.MaxValue, Deadline.Never);

            Assert.Equal(StatusCode.Internal, failure?.Code);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void A_message_without_content_comes_back(string encoding)
    {
        // The framework writes nothing at all for no content; these are complete streams with an empty block.
        byte[] empty = encoding == "gzip"
            ? [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            : [0x78, 0x9C, 3, 0, 0, 0, 0, 1];
        var reply = Reply(empty);

        Assert.Null(Decompressor.Decompress(reply, Bytes(encoding), long.MaxValue, Deadline.Never));
        Assert.Equal(0, reply.Length);
    }

    [Fact]
    public void What_grows_out_of_proportion_is_stopped_early()
    {
        byte[] bomb = Compress("gzip", new byte[200_000_000]);
        var reply = Reply(bomb);

        var failure = Decompressor.Decompress(reply, Bytes("gzip"), long.MaxValue, Deadline.Never);

        Assert.Equal(StatusCode.ResourceExhausted, failure?.Code);
        Assert.InRange(reply.Length, 0, 40_000_000);
    }

    [Fact]
    public void A_deadline_ends_it() => Assert.Throws<TimeoutException>(() =>
        Decompressor.Decompress(Compressed("gzip"), Bytes("gzip"), long.MaxValue, Deadline.After(TimeSpan.Zero)));

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.BusyPolling)]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    [InlineData(TransportPath.Channel)]
    public void A_truncated_response_is_internal_on_each_path(TransportPath path)
    {
        byte[] whole = Compress("gzip", Bytes("some text"));
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                (int streamId, byte[] data) = connection.ReadRequest();
                byte[] message = whole[..(data[5] == 0 ? whole.Length : data[5])];
                connection.Send(
                    Frames.Headers(streamId, (":status", "200"), ("content-type", "application/grpc"), ("grpc-encoding", "gzip")),
                    Frames.Data(streamId, [1, 0, 0, 0, (byte)message.Length, .. message]),
                    Frames.Trailers(streamId, ("grpc-status", "0")));
            }
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal(Bytes("some text"), transport.Call(RawMethods.Echo, [0]));
        foreach (int length in new[] { 11, 20, whole.Length - 1 })
        {
            Assert.Equal(StatusCode.Internal, transport.Fail(RawMethods.Echo, [(byte)length]).StatusCode);
        }

        Assert.Equal(Bytes("some text"), transport.Call(RawMethods.Echo, [0]));
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static ResponseBuffer Compressed(string encoding) => Reply(Compress(encoding, _message));

    private static byte[] Compress(string encoding, byte[] content)
    {
        using var target = new MemoryStream();
        using (Stream compressing = encoding == "gzip"
            ? new GZipStream(target, CompressionLevel.Fastest) : new ZLibStream(target, CompressionLevel.Fastest))
        {
            compressing.Write(content);
        }

        return target.ToArray();
    }

    private static ResponseBuffer Reply(byte[] bytes)
    {
        var reply = new ResponseBuffer();
        reply.Append(bytes, expected: 0);
        return reply;
    }
}
