using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Modzy.Edge.Transport.Direct.Messages;

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

        Assert.Null(Compression.Undo(reply, Bytes(encoding), _message.Length));

        Assert.Equal(_message, reply.AsSequence().ToArray());
    }

    [Fact]
    public void The_limit_is_that_of_the_message_itself()
    {
        var failure = Compression.Undo(Compressed("gzip"), Bytes("gzip"), _message.Length - 1);

        Assert.Equal(StatusCode.ResourceExhausted, failure?.Code);
    }

    [Theory]
    [InlineData("gzip", "deflate")]
    [InlineData("deflate", "gzip")]
    [InlineData("gzip", "snappy")]
    [InlineData("gzip", "")]
    public void What_is_not_as_it_says_is_a_failure(string encoding, string said)
    {
        var failure = Compression.Undo(Compressed(encoding), Bytes(said), long.MaxValue);

        Assert.Equal(StatusCode.Internal, failure?.Code);
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static ReplyBuffer Compressed(string encoding)
    {
        using var target = new MemoryStream();
        using (Stream compressing = encoding == "gzip"
            ? new GZipStream(target, CompressionLevel.Fastest) : new ZLibStream(target, CompressionLevel.Fastest))
        {
            compressing.Write(_message);
        }

        var reply = new ReplyBuffer();
        reply.Append(target.ToArray(), expected: 0);
        return reply;
    }
}
