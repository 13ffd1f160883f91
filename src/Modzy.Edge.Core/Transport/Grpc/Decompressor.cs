using System.Buffers;
using System.IO.Compression;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// Messages that a server has compressed. This client asks for none; gRPC's C core nevertheless compresses for everybody when
/// it was told to.
/// </summary>
internal static class Decompressor
{
    private const int PieceLength = 16 * 1024;

    /// <summary>Replaces a message by what was compressed to it. What is wrong with it, or null.</summary>
    /// <param name="reply">The message.</param>
    /// <param name="encoding">How it was compressed, as gRPC names it.</param>
    /// <param name="limit">The largest message to accept.</param>
    /// <param name="deadline">Until when the message is of use.</param>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public static ResponseException? Decompress(ResponseBuffer reply, ReadOnlySpan<byte> encoding, long limit, Deadline deadline)
    {
        var compressed = new ResponseBuffer();
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

    private static void Move(ResponseBuffer from, ResponseBuffer to)
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

/// <summary>
/// Decompresses a message, and does not believe it: it has to be whole, as its checksum proves, and must not grow without bounds.
/// The framework's streams take one that is cut for one that is complete.
/// </summary>
internal sealed class DecompressionStream : ForwardStream
{
    /// <summary>More than a hundredfold growth is for messages that stay small.</summary>
    private const int MaxRatio = 100;
    private const long MaxUnboundedRatio = 32 * 1024 * 1024;

    private readonly TailStream _source;
    private readonly Stream _content;
    private readonly ContentChecksum _checksum;
    private readonly long _limit;

    private DecompressionStream(TailStream source, Stream content, ContentChecksum checksum, long limit)
    {
        (_source, _content, _checksum, _limit) = (source, content, checksum, limit);
    }

    /// <summary>Opens a compressed message.</summary>
    /// <param name="compressed">Its bytes. They are read to their end.</param>
    /// <param name="encoding">How it was compressed, as gRPC names it.</param>
    /// <param name="limit">How many bytes it may become.</param>
    /// <exception cref="ResponseException">The encoding is not known.</exception>
    public static DecompressionStream Open(Stream compressed, ReadOnlySpan<byte> encoding, long limit)
    {
        var source = new TailStream(compressed);
        return encoding.SequenceEqual("gzip"u8)
                ? new DecompressionStream(source, new GZipStream(source, CompressionMode.Decompress), new GzipChecksum(), limit)
            : encoding.SequenceEqual("deflate"u8)
                ? new DecompressionStream(source, new ZLibStream(source, CompressionMode.Decompress), new ZlibChecksum(), limit)
            : throw ResponseException.Malformed(
                $"the response is compressed with {PrintableText.Quote(encoding)}, which this client does not support");
    }

    /// <exception cref="ResponseException">The message is not whole, not what it says, or too large.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        int count;
        try
        {
            count = _content.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw ResponseException.Malformed("the compressed response cannot be decompressed");
        }

        if (count == 0)
        {
            ThrowUnlessWhole();
            return 0;
        }

        _checksum.Add(buffer[..count]);
        if (_checksum.Length > _limit)
        {
            throw ResponseException.TooLarge(_limit, _limit, isCompressed: true);
        }

        if (_checksum.Length > Math.Max(MaxUnboundedRatio, MaxRatio * _source.Length))
        {
            throw ResponseException.GrowsTooMuch(_checksum.Length, MaxRatio);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ThrowUnlessWhole()
    {
        _source.ReadToEnd();
        if (!_checksum.IsAtEndOf(_source))
        {
            throw ResponseException.Malformed("the compressed response is cut short, or its checksum is wrong");
        }
    }
}

/// <summary>A stream that is read from its beginning to its end, and no more. Implementations override <see cref="Stream.Read(Span{byte})"/>.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Reads a sequence, without a copy of the whole.</summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> sequence) : ForwardStream
{
    private ReadOnlySequence<byte> _rest = sequence;

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, _rest.Length);
        _rest.Slice(0, count).CopyTo(buffer);
        _rest = _rest.Slice(count);
        return count;
    }
}

/// <summary>Passes on what it reads, and keeps its last bytes.</summary>
internal sealed class TailStream(Stream source) : ForwardStream
{
    /// <summary>How many bytes it keeps.</summary>
    public const int TailLength = 8;

    private readonly byte[] _tail = new byte[TailLength];
    private long _length;

    /// <summary>How many bytes were read.</summary>
    public override long Length => _length;

    /// <summary>The last bytes that were read; fewer have zeros before them.</summary>
    public ReadOnlySpan<byte> Tail => _tail;

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        ReadOnlySpan<byte> read = buffer[..count];
        if (count < TailLength)
        {
            _tail.AsSpan(count).CopyTo(_tail);
            read.CopyTo(_tail.AsSpan(TailLength - count));
        }
        else
        {
            read[^TailLength..].CopyTo(_tail);
        }

        _length += count;
        return count;
    }

    public void ReadToEnd()
    {
        Span<byte> rest = stackalloc byte[256];
        while (Read(rest) > 0)
        {
        }
    }
}
