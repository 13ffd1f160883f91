using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// Messages that a server has compressed. This client asks for none; gRPC's C core nevertheless compresses for everybody when
/// it was told to.
/// </summary>
internal static class Compression
{
    private const int PieceLength = 16 * 1024;

    /// <summary>Replaces a message by what was compressed to it. What is wrong with it, or null.</summary>
    /// <param name="reply">The message.</param>
    /// <param name="encoding">How it was compressed, as gRPC names it.</param>
    /// <param name="limit">The largest message to accept.</param>
    /// <param name="deadline">Until when the message is of use.</param>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public static ResponseException? Undo(ReplyBuffer reply, ReadOnlySpan<byte> encoding, long limit, Deadline deadline)
    {
        var compressed = new ReplyBuffer();
        try
        {
            Move(reply, compressed);
            using var content = DecompressionStream.Open(
                new SequenceStream(compressed.AsSequence()), encoding, Math.Min(limit, Array.MaxLength));
            byte[] piece = new byte[PieceLength];
            for (int count; (count = content.Read(piece)) > 0;)
            {
                if (deadline.IsPast)
                {
                    throw new TimeoutException();
                }

                reply.Append(piece.AsSpan(0, count), expected: PieceLength);
            }

            return null;
        }
        catch (ResponseException e)
        {
            return e;
        }
        finally
        {
            compressed.Clear();
        }
    }

    private static void Move(ReplyBuffer from, ReplyBuffer to)
    {
        int left = from.Length;
        foreach (ReadOnlyMemory<byte> part in from.AsSequence())
        {
            left -= part.Length;
            to.Append(part.Span, left);
        }

        from.Clear();
    }
}
