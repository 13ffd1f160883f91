using System.Buffers;
using System.IO.Compression;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// Messages that a server has compressed. This client asks for none; gRPC's C core nevertheless compresses for everybody when
/// it was told to.
/// </summary>
internal static class Compression
{
    private const int PieceLength = 64 * 1024;

    /// <summary>Replaces a message by what was compressed to it. What is wrong with it, or null.</summary>
    /// <param name="reply">The message.</param>
    /// <param name="encoding">How it was compressed, as gRPC names it.</param>
    /// <param name="limit">The largest message to accept.</param>
    public static ResponseException? Undo(ReplyBuffer reply, ReadOnlySpan<byte> encoding, long limit)
    {
        var compressed = new MemoryStream(reply.AsSequence().ToArray());
        Stream? content = encoding.SequenceEqual("gzip"u8) ? new GZipStream(compressed, CompressionMode.Decompress)
            : encoding.SequenceEqual("deflate"u8) ? new ZLibStream(compressed, CompressionMode.Decompress)
            : null;
        if (content is null)
        {
            return ResponseException.Malformed($"the response is compressed with {PrintableText.Quote(encoding)}, which this client does not support");
        }

        reply.Clear();
        byte[] piece = new byte[PieceLength];
        try
        {
            using (content)
            {
                for (int count; (count = content.Read(piece)) > 0;)
                {
                    if (reply.Length + (long)count > Math.Min(limit, Array.MaxLength))
                    {
                        return ResponseException.TooLarge(reply.Length, Math.Min(limit, Array.MaxLength), isCompressed: true);
                    }

                    reply.Append(piece.AsSpan(0, count), expected: PieceLength);
                }
            }
        }
        catch (InvalidDataException)
        {
            return ResponseException.Malformed("the compressed response cannot be decompressed");
        }

        return null;
    }
}
