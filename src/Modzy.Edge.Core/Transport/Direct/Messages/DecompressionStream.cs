using System.IO.Compression;

namespace Modzy.Edge.Transport.Direct.Messages;

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
