using System.Buffers.Text;
using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Direct.Hpack;
using Modzy.Edge.Transport.Direct.Http2;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// What a header block says of an answer. What it does not say is null. What is wrong with it is noted, not thrown: the whole
/// block has to be decoded, because later ones depend on it.
/// </summary>
/// <param name="endStream">Whether these are trailers, or an answer that has nothing else.</param>
internal sealed class AnswerHeaders(bool endStream) : IHeaderSink
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
        Violation ??= _bytes > Preface.MaxHeaderListBytes
            ? $"a header list is larger than {Preface.MaxHeaderListBytes} bytes"
            : FieldRules.Check(name, value);
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
            TrailerMetadata.Add(Metadata ??= [], name, value);
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
