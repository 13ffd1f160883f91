using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// A gRPC response: Response-Headers, Length-Prefixed-Messages, Trailers; or Trailers-Only. Subclasses take the
/// messages.
/// </summary>
internal abstract class GrpcResponse : IStreamReceiver
{
    /// <summary>gRPC servers send none.</summary>
    private const int MaxInformational = 100;

    private readonly HeaderBlockCache _first = new(endStream: false);
    private readonly HeaderBlockCache _last = new(endStream: true);
    private int _httpStatus;
    private bool _isGrpc;
    private bool _hasHeaders;

    /// <summary>Whether the header block with END_STREAM was received.</summary>
    private bool _hasEnded;
    private int _informational;
    private long? _contentLength;
    private long _received;
    private int? _grpcStatus;
    private string _message = "";
    private byte[] _encoding = [];
    private Metadata? _trailers;
    private ResponseException? _failure;

    public bool IsDecided => _failure is not null;

    /// <summary>Whether the response headers were received.</summary>
    public bool HasBegun => _hasHeaders;

    /// <summary>The value of grpc-encoding; empty for identity.</summary>
    public ReadOnlySpan<byte> Encoding => _encoding;

    /// <summary>Prepares for a call.</summary>
    protected void Begin()
    {
        _httpStatus = 0;
        _informational = 0;
        _contentLength = null;
        _received = 0;
        _hasHeaders = _hasEnded = _isGrpc = false;
        _grpcStatus = null;
        _message = "";
        _encoding = [];
        _trailers = null;
        _failure = null;
    }

    public void OnHeaders(ReadOnlySpan<byte> block, bool endStream, HpackDecoder decoder)
    {
        ResponseHeaders headers = (endStream ? _last : _first).Read(block, decoder);
        if (headers.Violation is string violation)
        {
            throw Http2Exception.Malformed(violation);
        }

        if (_hasHeaders && !endStream)
        {
            throw Http2Exception.Malformed("a response has headers in its middle");
        }

        _grpcStatus = headers.GrpcStatus ?? _grpcStatus;
        _message = headers.GrpcMessage ?? _message;
        _encoding = headers.MessageEncoding ?? _encoding;
        _trailers = headers.Metadata;
        _isGrpc |= headers.IsGrpc;
        _hasEnded = endStream;
        if (_hasHeaders)
        {
            if (headers.HttpStatus is not null)
            {
                throw Http2Exception.Malformed("trailers have a :status");
            }

            return;
        }

        _httpStatus = headers.HttpStatus ?? 0;
        if (_httpStatus is >= 100 and < 200)
        {
            if (endStream)
            {
                throw Http2Exception.Malformed("a response ends with informational headers");
            }

            // Informational (1xx): the final response follows.
            if (++_informational > MaxInformational)
            {
                throw Http2Exception.Stream(
                    Http2Error.EnhanceYourCalm, $"a response has more than {MaxInformational} informational headers");
            }

            return;
        }

        if (_httpStatus == 0)
        {
            throw Http2Exception.Malformed("a response has no :status");
        }

        _hasHeaders = true;
        _contentLength = headers.ContentLength;
        if (_grpcStatus is null && _httpStatus != 200)
        {
            _failure = ResponseException.FromHttpStatus(_httpStatus);
        }
        else if (_grpcStatus is null && !_isGrpc)
        {
            _failure = ResponseException.NotGrpc(headers.ContentType);
        }
    }

    public void OnData(ReadOnlySpan<byte> data)
    {
        if (!_hasHeaders)
        {
            throw Http2Exception.Malformed("a response has data before its headers");
        }

        _received += data.Length;
        if (_received > _contentLength && _failure is null)
        {
            throw Http2Exception.Malformed($"a response has more data than its content-length of {_contentLength} bytes");
        }

        _failure ??= Take(data);
    }

    /// <summary>Whether the response is complete and its status is OK.</summary>
    public bool HasSucceeded(ClientStream stream) => _grpcStatus == (int)StatusCode.OK && _hasEnded
        && _failure is null && stream.Violation is null && !stream.Refused;

    /// <summary>Returns if the status is OK and the messages are well-formed.</summary>
    /// <param name="stream">The stream of the call.</param>
    /// <param name="deadline">The call's deadline.</param>
    /// <exception cref="RpcException">The call has failed.</exception>
    /// <exception cref="ConnectionException">The peer has refused the stream.</exception>
    /// <exception cref="TimeoutException">The deadline has passed during decompression.</exception>
    public void ThrowIfFailed(ClientStream stream, Deadline deadline)
    {
        if (stream.Violation is Http2Exception violation)
        {
            throw new RpcException(StatusMapping.FromException(violation)!.Value);
        }

        if (stream.Refused)
        {
            throw stream.GoAway is PeerGoAway goAway
                ? ConnectionException.Announced(goAway)
                : new ConnectionException("the peer refused the call (RST_STREAM REFUSED_STREAM)", ConnectionFault.Refused);
        }

        // Status OK is valid in trailers only.
        bool isStatusMissing = _grpcStatus is null || (_grpcStatus == (int)StatusCode.OK && !_hasEnded);
        if (_failure is null && isStatusMissing && stream.Reset is Http2Error error)
        {
            throw ResponseException.Reset(error).ToRpcException();
        }

        if (_grpcStatus is int status and not (int)StatusCode.OK)
        {
            StatusCode code = Enum.IsDefined((StatusCode)status) ? (StatusCode)status : StatusCode.Unknown;
            throw new RpcException(new Status(code, _message), _trailers ?? []);
        }

        _failure ??= isStatusMissing
            ? ResponseException.NoStatus()
            : (_contentLength ?? _received) != _received
            ? ResponseException.ContentLength(_contentLength!.Value, _received)
            : End(deadline);
        if (_failure is not null)
        {
            throw _failure.ToRpcException();
        }
    }

    /// <summary>Processes a part of the messages. Returns why they are malformed, or null.</summary>
    protected abstract ResponseException? Take(ReadOnlySpan<byte> data);

    /// <summary>Ends the messages of a response with status OK. Returns why they are malformed, or null.</summary>
    protected abstract ResponseException? End(Deadline deadline);
}

/// <summary>The response to a unary call, which has one message.</summary>
internal sealed class UnaryResponse : GrpcResponse
{
    private readonly MessageDeframer _deframer = new();

    public ResponseBuffer Buffer => _deframer.Buffer;

    public void Begin(long? maxReceiveBytes, Deadline deadline)
    {
        _deframer.Begin(maxReceiveBytes, deadline);
        Begin();
    }

    /// <summary>Releases the response and its memory.</summary>
    public void Clear() => Begin(null, Deadline.Never);

    protected override ResponseException? Take(ReadOnlySpan<byte> data) => _deframer.Take(data);

    protected override ResponseException? End(Deadline deadline) => _deframer.End(Encoding, deadline);
}

/// <summary>
/// The response to a stream: any number of messages, which its caller takes from <see cref="Unread"/>.
/// </summary>
internal sealed class StreamResponse : GrpcResponse
{
    /// <summary>What was received and not taken. The receive window bounds it.</summary>
    public ByteQueue Unread { get; } = new();

    public new void Begin()
    {
        Unread.Clear();
        base.Begin();
    }

    protected override ResponseException? Take(ReadOnlySpan<byte> data)
    {
        try
        {
            Unread.Append(data);
            return null;
        }
        catch (OutOfMemoryException e)
        {
            return ResponseException.NoMemory(e);
        }
    }

    /// <summary>Whether the last message is complete is found out when it is taken.</summary>
    protected override ResponseException? End(Deadline deadline) => null;
}
