using System.Buffers;
using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;

namespace Modzy.Edge.Transport.Channel;

/// <summary>The response to a call over the channel: headers, messages, trailers.</summary>
internal sealed class ChannelResponse
{
    private const int BufferLength = 16 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly CallLimits _limits;
    private readonly MessageDeframer _deframer = new();
    private readonly ResponseContext _context;
    private readonly byte[] _encoding;
    private readonly byte[] _buffer = new byte[BufferLength];
    private ReadOnlyMemory<byte> _unread;
    private long _received;

    /// <exception cref="ResponseException">It is not a gRPC response.</exception>
    public ChannelResponse(HttpResponseMessage response, Stream body, CallLimits limits)
    {
        _response = response;
        _body = body;
        _limits = limits;
        _context = new ResponseContext(_deframer.Buffer);
        byte[]? encoding = ValueOf(response.Headers, "grpc-encoding");
        _encoding = encoding is null || encoding.AsSpan().SequenceEqual("identity"u8) ? [] : encoding;
        if (ValueOf(response.Headers, "grpc-status") is null)
        {
            int status = (int)response.StatusCode;
            if (status != 200)
            {
                throw ResponseException.FromHttpStatus(status);
            }

            byte[]? type = ValueOf(response.Content.Headers, "content-type");
            if (!ResponseHeaders.IsGrpcType(type))
            {
                throw ResponseException.NotGrpc(type is null ? null : Encoding.Latin1.GetString(type));
            }
        }
    }

    /// <summary>Reads the message of a unary call.</summary>
    /// <exception cref="RpcException">The response is a failure.</exception>
    public async Task<TReply> ReadReplyAsync<TReply>(Marshaller<TReply> marshaller, CancellationToken cancellation)
    {
        await FillAsync(cancellation).ConfigureAwait(false);
        bool hasMore = await TryReadAsync(cancellation).ConfigureAwait(false);
        if (!hasMore)
        {
            ThrowIfFailed();
        }

        ThrowIfNotNull(hasMore ? ResponseException.Malformed("the response holds more than one message") : _deframer.End(_encoding, _limits.Deadline));
        return marshaller.ContextualDeserializer(_context);
    }

    /// <summary>Reads the next message of a stream; null after the last one, if the status is OK.</summary>
    /// <exception cref="RpcException">The call has failed.</exception>
    public async Task<TReply?> ReadNextAsync<TReply>(Marshaller<TReply> marshaller, CancellationToken cancellation)
        where TReply : class
    {
        await FillAsync(cancellation).ConfigureAwait(false);
        if (!_deframer.HasBegun)
        {
            ThrowIfFailed();
            return null;
        }

        if (_deframer.Missing > 0)
        {
            ThrowIfFailed();
        }

        ThrowIfNotNull(_deframer.End(_encoding, _limits.Deadline));
        return marshaller.ContextualDeserializer(_context);
    }

    /// <summary>Reads until a message is complete or the response ends.</summary>
    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        _deframer.Begin(_limits.MaxReceiveBytes, _limits.Deadline);
        while (_deframer.Missing > 0 && await TryReadAsync(cancellation).ConfigureAwait(false))
        {
            int count = Math.Min(_deframer.Missing, _unread.Length);
            ThrowIfNotNull(_deframer.Take(_unread.Span[..count]));
            _unread = _unread[count..];
        }
    }

    /// <summary>Fills the buffer if it is empty. Returns false at the end of the response.</summary>
    private async ValueTask<bool> TryReadAsync(CancellationToken cancellation)
    {
        if (_unread.IsEmpty)
        {
            _unread = _buffer.AsMemory(0, await _body.ReadAsync(_buffer, cancellation).ConfigureAwait(false));
            _received += _unread.Length;
        }

        return !_unread.IsEmpty;
    }

    /// <summary>Checks the status after the end of the response.</summary>
    private void ThrowIfFailed()
    {
        HttpResponseHeaders trailers = _response.TrailingHeaders;
        // Trailers-Only: the status is in the headers.
        if (_received == 0 && ValueOf(trailers, "grpc-status") is null && ValueOf(_response.Headers, "grpc-status") is not null)
        {
            trailers = _response.Headers;
        }

        byte[] text = ValueOf(trailers, "grpc-status") ?? throw ResponseException.NoStatus();

        if (!Utf8Parser.TryParse(text, out int status, out int used) || used != text.Length
            || !Enum.IsDefined((StatusCode)status))
        {
            status = (int)StatusCode.Unknown;
        }

        if (status != (int)StatusCode.OK)
        {
            string message = PercentEncoding.Decode(ValueOf(trailers, "grpc-message"));
            throw new RpcException(new Status((StatusCode)status, message), MetadataOf(trailers));
        }

        if (_response.Content.Headers.ContentLength is long length && length != _received)
        {
            throw ResponseException.ContentLength(length, _received);
        }
    }

    private static void ThrowIfNotNull(ResponseException? failure)
    {
        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>The last value of a field; null if there is none.</summary>
    private static byte[]? ValueOf(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values)
            ? Encoding.Latin1.GetBytes(values.Last()) : null;

    private static Metadata MetadataOf(HttpResponseHeaders headers)
    {
        Metadata metadata = [];
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            if (!name.Equals("grpc-status", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("grpc-message", StringComparison.OrdinalIgnoreCase))
            {
                foreach (string value in values)
                {
                    ResponseMetadata.Add(metadata, Encoding.ASCII.GetBytes(name), Encoding.Latin1.GetBytes(value));
                }
            }
        }

        return metadata;
    }
}
