using System.Buffers.Text;
using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// What a header block says of an answer. What it does not say is null. What is wrong with it is noted, not thrown: the whole
/// block has to be decoded, because later ones depend on it.
/// </summary>
/// <param name="endStream">Whether these are trailers, or an answer that has nothing else.</param>
internal sealed class ResponseHeaders(bool endStream) : IHeaderSink
{
    /// <summary>Enough to tell what it is.</summary>
    private const int MaxContentType = 100;

    private int _bytes;
    private bool _hasFields;

    /// <summary>Why the answer is malformed; null if it is not.</summary>
    public string? Violation { get; private set; }

    public int? HttpStatus { get; private set; }

    /// <summary>Whether the content type is that of gRPC.</summary>
    public bool IsGrpc { get; private set; }

    /// <summary>The content type, where it is not that of gRPC.</summary>
    public string? ContentType { get; private set; }

    public int? GrpcStatus { get; private set; }

    public string? GrpcMessage { get; private set; }

    /// <summary>How long the answer's data is.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>How the message is compressed.</summary>
    public byte[]? MessageEncoding { get; private set; }

    /// <summary>All else that trailers hold.</summary>
    public Metadata? Metadata { get; private set; }

    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _bytes += name.Length + value.Length + 32;
        Violation ??= _bytes > ClientPreface.MaxHeaderListBytes
            ? $"a header list is larger than {ClientPreface.MaxHeaderListBytes} bytes"
            : HeaderFieldRules.Check(name, value);
        if (Violation is not null)
        {
            return;
        }

        if (name[0] == ':')
        {
            TakeStatus(name, value);
            return;
        }

        _hasFields = true;
        if (name.SequenceEqual("content-type"u8))
        {
            IsGrpc |= IsGrpcType(value);
            ContentType = IsGrpc ? null : Encoding.Latin1.GetString(value[..Math.Min(value.Length, MaxContentType)]);
        }
        else if (name.SequenceEqual("grpc-status"u8))
        {
            GrpcStatus = Utf8Parser.TryParse(value, out int status, out int used) && used == value.Length
                ? status
                : (int)StatusCode.Unknown;
        }
        else if (name.SequenceEqual("grpc-message"u8))
        {
            GrpcMessage = PercentEncoding.Decode(value);
        }
        else if (name.SequenceEqual("grpc-encoding"u8) && !value.SequenceEqual("identity"u8))
        {
            MessageEncoding = value.ToArray();
        }
        else if (name.SequenceEqual("content-length"u8))
        {
            TakeContentLength(value);
        }
        else if (endStream)
        {
            ResponseMetadata.Add(Metadata ??= [], name, value);
        }
    }

    private void TakeContentLength(ReadOnlySpan<byte> value)
    {
        if (!Utf8Parser.TryParse(value, out long length, out int used) || used != value.Length || length < 0
            || (ContentLength ?? length) != length)
        {
            Violation = "the content-length is not a number, or there are two";
        }

        ContentLength = length;
    }

    /// <summary>The only pseudo-header field of responses.</summary>
    private void TakeStatus(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!name.SequenceEqual(":status"u8) || _hasFields || HttpStatus is not null)
        {
            Violation = "a pseudo-header field is unknown, repeated, or behind other fields";
        }
        else if (value.Length == 3 && Utf8Parser.TryParse(value, out int status, out int used) && used == 3 && status >= 100)
        {
            HttpStatus = status;
        }
        else
        {
            Violation = "the :status is not a number of three digits";
        }
    }

    /// <summary>Whether a content type is that of gRPC.</summary>
    public static bool IsGrpcType(ReadOnlySpan<byte> contentType)
    {
        ReadOnlySpan<byte> grpc = "application/grpc"u8;
        return contentType.Length >= grpc.Length && Ascii.EqualsIgnoreCase(contentType[..grpc.Length], grpc)
            && (contentType.Length == grpc.Length || contentType[grpc.Length] is (byte)'+' or (byte)';');
    }
}

/// <summary>
/// Reads header blocks, and does not read one again that is the same as the one before, as those of answers are that went
/// well.
/// </summary>
internal sealed class HeaderBlockCache(bool endStream)
{
    /// <summary>In bytes. Those of servers have fewer than half of that.</summary>
    private const int LongestKept = 256;

    private byte[] _block = [];
    private ResponseHeaders? _headers;

    /// <exception cref="HpackException">The block is wrong.</exception>
    public ResponseHeaders Read(ReadOnlySpan<byte> block, HpackDecoder decoder)
    {
        if (_headers is not null && decoder.IsStateless && block.SequenceEqual(_block))
        {
            return _headers;
        }

        _headers = null;
        var headers = new ResponseHeaders(endStream);
        decoder.Decode(block, headers);

        // Metadata becomes that of an exception, whose owner may change it.
        if (headers.Metadata is null && decoder.IsStateless && block.Length <= LongestKept)
        {
            _block = block.ToArray();
            _headers = headers;
        }

        return headers;
    }
}

/// <summary>What RFC 9113, section 8.2, demands of each field of a response.</summary>
internal static class HeaderFieldRules
{
    /// <summary>Why a field makes its response malformed; null if it does not.</summary>
    public static string? Check(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.IsEmpty
            || name.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            || name.ContainsAnyInRange((byte)'A', (byte)'Z')
            || name[1..].Contains((byte)':'))
        {
            return "the name of a header field is empty, not in lower case, or holds characters that it must not";
        }

        if (value.ContainsAny((byte)0, (byte)'\r', (byte)'\n'))
        {
            return "the value of a header field holds NUL, CR or LF";
        }

        return IsOfConnection(name) ? "a header field belongs to the connections of HTTP/1" : null;
    }

    private static bool IsOfConnection(ReadOnlySpan<byte> name) => name.Length switch
    {
        7 => name.SequenceEqual("upgrade"u8),
        10 => name.SequenceEqual("connection"u8) || name.SequenceEqual("keep-alive"u8),
        16 => name.SequenceEqual("proxy-connection"u8),
        17 => name.SequenceEqual("transfer-encoding"u8),
        _ => false,
    };
}
