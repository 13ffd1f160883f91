using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// Decompresses messages. The client sends grpc-accept-encoding: identity, but a server on gRPC's C core that has a
/// default compression ignores it.
/// </summary>
internal static class Decompressor
{
    private const int PieceLength = 16 * 1024;

    /// <summary>Replaces a compressed message by its content.</summary>
    /// <param name="reply">The message.</param>
    /// <param name="encoding">The value of grpc-encoding.</param>
    /// <param name="limit">The largest message to accept, in bytes.</param>
    /// <param name="deadline">The call's deadline.</param>
    /// <returns>Why it cannot be decompressed; null if it was.</returns>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public static ResponseException? Decompress(
        ResponseBuffer reply, ReadOnlySpan<byte> encoding, long limit, Deadline deadline)
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
/// Decompresses a message, verifies its checksum and limits its growth. The framework's streams do not report truncated
/// input.
/// </summary>
internal sealed class DecompressionStream : ForwardStream
{
    /// <summary>The largest ratio of a message above <see cref="MaxUnboundedRatio"/> bytes.</summary>
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
    /// <param name="compressed">The compressed bytes, which are read to the end.</param>
    /// <param name="encoding">The value of grpc-encoding.</param>
    /// <param name="limit">The largest content, in bytes.</param>
    /// <exception cref="ResponseException">The encoding is not supported.</exception>
    public static DecompressionStream Open(Stream compressed, ReadOnlySpan<byte> encoding, long limit)
    {
        var source = new TailStream(compressed);
        return encoding.SequenceEqual("gzip"u8)
                ? new DecompressionStream(
                    source, new GZipStream(source, CompressionMode.Decompress), new GzipChecksum(), limit)
            : encoding.SequenceEqual("deflate"u8)
                ? new DecompressionStream(
                    source, new ZLibStream(source, CompressionMode.Decompress), new ZlibChecksum(), limit)
            : throw ResponseException.Malformed(
                $"the response is compressed with {PrintableText.Quote(encoding)}, which this client does not support");
    }

    /// <exception cref="ResponseException">The message is truncated, corrupted or too large.</exception>
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
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // An IOException if the content asks for a preset dictionary.
            throw ResponseException.Malformed("the compressed response cannot be decompressed");
        }

        if (count == 0)
        {
            ThrowIfCorrupted();
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

    private void ThrowIfCorrupted()
    {
        _source.ReadToEnd();
        if (!_checksum.IsAtEndOf(_source))
        {
            throw ResponseException.Malformed("the compressed response is cut short, or its checksum is wrong");
        }
    }
}

/// <summary>A forward-only, read-only stream. Implementations override <see cref="Stream.Read(Span{byte})"/>.</summary>
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

/// <summary>Reads a sequence.</summary>
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

/// <summary>Reads another stream and remembers its last bytes.</summary>
internal sealed class TailStream(Stream source) : ForwardStream
{
    /// <summary>How many bytes it remembers.</summary>
    public const int TailLength = 8;

    private readonly byte[] _tail = new byte[TailLength];
    private long _length;

    /// <summary>How many bytes were read.</summary>
    public override long Length => _length;

    /// <summary>The last bytes read, padded with zeros on the left.</summary>
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

/// <summary>The checksum of decompressed content, which the trailer of the compressed form contains.</summary>
internal abstract class ContentChecksum
{
    /// <summary>The length of the content, in bytes.</summary>
    public long Length { get; private set; }

    public void Add(ReadOnlySpan<byte> content)
    {
        Length += content.Length;
        Update(content);
    }

    /// <summary>Whether the trailer of a compressed form, which was read to its end, matches.</summary>
    public abstract bool IsAtEndOf(TailStream compressed);

    protected abstract void Update(ReadOnlySpan<byte> content);
}

/// <summary>CRC-32 and the length (RFC 1952, section 2.3.1).</summary>
internal sealed class GzipChecksum : ContentChecksum
{
    /// <summary>Header, empty block and trailer.</summary>
    private const int LeastLength = 10 + 2 + 8;

    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(
        static value => Remainder((uint)value))];

    private uint _crc = uint.MaxValue;

    public override bool IsAtEndOf(TailStream compressed) =>
        compressed.Length >= LeastLength
        && BinaryPrimitives.ReadUInt32LittleEndian(compressed.Tail) == ~_crc
        && BinaryPrimitives.ReadUInt32LittleEndian(compressed.Tail[4..]) == unchecked((uint)Length);

    protected override void Update(ReadOnlySpan<byte> content)
    {
        uint crc = _crc;
        foreach (byte value in content)
        {
            crc = _table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        _crc = crc;
    }

    private static uint Remainder(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        }

        return value;
    }
}

/// <summary>Adler-32 (RFC 1950, section 2.2).</summary>
internal sealed class ZlibChecksum : ContentChecksum
{
    /// <summary>Header, empty block and trailer.</summary>
    private const int LeastLength = 2 + 2 + 4;
    private const uint Modulus = 65521;

    /// <summary>The most bytes that can be added before 32 bits overflow.</summary>
    private const int Run = 5552;

    private uint _a = 1;
    private uint _b;

    public override bool IsAtEndOf(TailStream compressed) =>
        compressed.Length >= LeastLength
        && BinaryPrimitives.ReadUInt32BigEndian(compressed.Tail[4..]) == ((_b << 16) | _a);

    protected override void Update(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            ReadOnlySpan<byte> run = content[..Math.Min(Run, content.Length)];
            content = content[run.Length..];
            foreach (byte value in run)
            {
                _a += value;
                _b += _a;
            }

            _a %= Modulus;
            _b %= Modulus;
        }
    }
}
