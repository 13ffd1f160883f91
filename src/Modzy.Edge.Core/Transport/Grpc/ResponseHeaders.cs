using System.Buffers.Text;
using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// The fields of a response's header block; null where absent. Violations are recorded, not thrown: the whole block
/// must be decoded, because later ones depend on the dynamic table.
/// </summary>
/// <param name="endStream">Whether the block is Trailers or Trailers-Only.</param>
internal sealed class ResponseHeaders(bool endStream) : IHeaderSink
{
    /// <summary>Longer values are cut for the error message.</summary>
    private const int MaxContentType = 100;

    private int _bytes;
    private bool _hasFields;

    /// <summary>Why the response is malformed; null if it is not.</summary>
    public string? Violation { get; private set; }

    public int? HttpStatus { get; private set; }

    /// <summary>Whether the content type is application/grpc.</summary>
    public bool IsGrpc { get; private set; }

    /// <summary>The content type, if it is another.</summary>
    public string? ContentType { get; private set; }

    public int? GrpcStatus { get; private set; }

    public string? GrpcMessage { get; private set; }

    /// <summary>The value of content-length.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>The value of grpc-encoding, unless it is identity.</summary>
    public byte[]? MessageEncoding { get; private set; }

    /// <summary>The other fields of trailers.</summary>
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

    /// <summary>Parses :status, the only pseudo-header field of responses.</summary>
    private void TakeStatus(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!name.SequenceEqual(":status"u8) || _hasFields || HttpStatus is not null)
        {
            Violation = "a pseudo-header field is unknown, repeated, or behind other fields";
        }
        else if (value.Length == 3 && Utf8Parser.TryParse(value, out int status, out int used) && used == 3
            && status >= 100)
        {
            HttpStatus = status;
        }
        else
        {
            Violation = "the :status is not a number of three digits";
        }
    }

    /// <summary>Whether a content type is application/grpc.</summary>
    public static bool IsGrpcType(ReadOnlySpan<byte> contentType)
    {
        ReadOnlySpan<byte> grpc = "application/grpc"u8;
        return contentType.Length >= grpc.Length && Ascii.EqualsIgnoreCase(contentType[..grpc.Length], grpc)
            && (contentType.Length == grpc.Length || contentType[grpc.Length] is (byte)'+' or (byte)';');
    }
}

/// <summary>
/// Decodes header blocks, and reuses the result if a block equals the one before, as those of successful responses
/// mostly do.
/// </summary>
internal sealed class HeaderBlockCache(bool endStream)
{
    /// <summary>In bytes. Those of successful responses have fewer than half.</summary>
    private const int LongestKept = 256;

    private byte[] _block = [];
    private ResponseHeaders? _headers;

    /// <exception cref="HpackException">The block is malformed.</exception>
    public ResponseHeaders Read(ReadOnlySpan<byte> block, HpackDecoder decoder)
    {
        if (_headers is not null && decoder.IsStateless && block.SequenceEqual(_block))
        {
            return _headers;
        }

        _headers = null;
        var headers = new ResponseHeaders(endStream);
        decoder.Decode(block, headers);

        // Metadata becomes part of an exception and is mutable.
        if (headers.Metadata is null && decoder.IsStateless && block.Length <= LongestKept)
        {
            _block = block.ToArray();
            _headers = headers;
        }

        return headers;
    }
}

/// <summary>The rules for header fields (RFC 9113, section 8.2).</summary>
internal static class HeaderFieldRules
{
    /// <summary>Why a field makes the response malformed; null if it does not.</summary>
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

/// <summary>Converts header fields to gRPC metadata.</summary>
internal static class ResponseMetadata
{
    /// <summary>Adds a field. An invalid one is left out: it must not hide the status next to it.</summary>
    public static void Add(Metadata metadata, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        string key = Encoding.ASCII.GetString(name);
        try
        {
            if (key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
            {
                foreach (string part in Encoding.ASCII.GetString(value).Split(','))
                {
                    metadata.Add(key, FromBase64(part.Trim()));
                }
            }
            else
            {
                metadata.Add(key, Encoding.ASCII.GetString(value));
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Left out.
        }
    }

    /// <summary>gRPC allows base64 with and without padding.</summary>
    private static byte[] FromBase64(string text)
    {
        int missing = -text.Length & 3;
        return Convert.FromBase64String(missing is 1 or 2 ? text + new string('=', missing) : text);
    }
}

/// <summary>Decodes grpc-message.</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes percent-encoded UTF-8. Invalid sequences are kept as they are, as gRPC requires.</summary>
    public static string Decode(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IndexOf((byte)'%') < 0)
        {
            return Encoding.UTF8.GetString(encoded);
        }

        byte[] bytes = new byte[encoded.Length];
        int count = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length
                && char.IsAsciiHexDigit((char)encoded[i + 1]) && char.IsAsciiHexDigit((char)encoded[i + 2]))
            {
                bytes[count++] = (byte)((Digit(encoded[i + 1]) << 4) | Digit(encoded[i + 2]));
                i += 2;
            }
            else
            {
                bytes[count++] = encoded[i];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static int Digit(byte character) =>
        character <= '9' ? character - '0' : (character | 0x20) - 'a' + 10;
}
