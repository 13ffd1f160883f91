using System.Net;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// One call over the channel: its deadline on the monotonic clock, its cancellation, and its failure.
/// </summary>
internal sealed class ChannelCall : IDisposable
{
    private readonly EdgeChannel _channel;
    private readonly IMethod _method;
    private readonly CallOptions _options;
    private readonly Deadline _deadline;
    private readonly HttpConnections _connections;
    private readonly CancellationTokenSource _cancellation;
    private readonly long _received;
    private HttpRequestMessage? _request;
    private HttpResponseMessage? _response;
    private volatile bool _isConnected;
    private int _isDisposed;

    /// <exception cref="RpcException">The call was cancelled, or its deadline has passed already.</exception>
    /// <exception cref="ObjectDisposedException">The client was closed.</exception>
    public ChannelCall(EdgeChannel channel, IMethod method, CallOptions options)
    {
        _channel = channel;
        _method = method;
        _options = options;
        _deadline = Deadline.From(options.Deadline);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        Cancellation = _cancellation.Token;
        if (Cancellation.IsCancellationRequested || _deadline.IsPast)
        {
            _cancellation.Dispose();
            Exception cause = options.CancellationToken.IsCancellationRequested
                ? new OperationCanceledException() : new TimeoutException();
            throw new RpcException(StatusMapping.FromException(cause)!.Value).WithSent(EdgeSent.None);
        }

        _cancellation.CancelAfter(_deadline.WaitTime);
        _connections = channel.Rent();
        _received = Activity.Received;
    }

    /// <summary>Cancelled when the caller cancels, the deadline passes, or the call was disposed of.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The activity of the connections that the call uses.</summary>
    public ConnectionActivity Activity => _connections.Activity;

    /// <summary>The call has a connection: the handler asks for the request's content.</summary>
    public void OnConnected() => _isConnected = true;

    /// <summary>Sends the request and waits for the response headers.</summary>
    public async Task<ChannelResponse> SendAsync(HttpContent content)
    {
        _request = new HttpRequestMessage(HttpMethod.Post, $"{_channel.Scheme}://edge{_method.FullName}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        Add("host", _channel.Authority);
        Add("te", "trailers");
        Add("user-agent", RequestHeaders.UserAgentText);
        Add("grpc-accept-encoding", "identity");
        if (!_deadline.IsNever)
        {
            Add("grpc-timeout", GrpcTimeout.Format(_deadline.Remaining));
        }

        // gRPC permits to join values of one name with a comma. HttpClient would put a space behind it, too, which is
        // no base64.
        Metadata headers = _options.Headers ?? [];
        foreach (Metadata.Entry entry in headers)
        {
            bool isLast = entry == headers.Get(entry.Key);
            if (isLast)
            {
                Add(entry.Key, string.Join(',', headers.GetAll(entry.Key).Select(RequestHeaders.ValueOf)));
            }
        }

        Activity.OnSending();
        _response = await _connections.SendAsync(_request, Cancellation).ConfigureAwait(false);
        Stream body = await _response.Content.ReadAsStreamAsync(Cancellation).ConfigureAwait(false);
        return new ChannelResponse(_response, body, new CallLimits(_deadline, _channel.MaxReceiveBytes));
    }

    /// <summary>
    /// Converts an exception to the failure of the call; null for exceptions that a call does not report as its status.
    /// </summary>
    public RpcException? Failure(Exception exception)
    {
        if (exception is RpcException failure)
        {
            return failure;
        }

        Exception cause = Cancellation.IsCancellationRequested || _deadline.IsPast
            ? Ended()
            : HttpFailure.CauseOf(exception, Activity.GoAway, _channel.Tls);
        cause = cause is Http2.Http2Exception violation ? Activity.CauseOf(violation) : cause;
        if (cause is TimeoutException ? Activity.Received == _received : HttpFailure.IsOfConnection(cause))
        {
            _channel.Retire(_connections);
        }

        return StatusMapping.FromException(cause) is Status status ? new RpcException(status)
            : cause is OutOfMemoryException
                ? new RpcException(new Status(StatusCode.ResourceExhausted, cause.Message, cause))
            : null;
    }

    /// <summary>Whether a failure says that the peer has not processed the request.</summary>
    public static bool IsRefused(RpcException? failure) =>
        failure?.Status.DebugException is ConnectionException { Fault: ConnectionFault.Refused };

    /// <summary>Cancels the call if it is pending.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _cancellation.Cancel();
            _response?.Dispose();
            _request?.Dispose();
            _cancellation.Dispose();
            _channel.Return(_connections);
        }
    }

    /// <summary>Adds a field: HttpClient takes some, such as content-language, as those of the content only.</summary>
    private void Add(string name, string value) => _ = _request!.Headers.TryAddWithoutValidation(name, value)
        || _request.Content!.Headers.TryAddWithoutValidation(name, value);

    /// <summary>Why the call was cancelled. The timer can fire up to a millisecond before the deadline.</summary>
    private Exception Ended() => _options.CancellationToken.IsCancellationRequested || _isDisposed != 0
        ? new OperationCanceledException()
        : _isConnected || Activity.HasConnection ? new TimeoutException()
        : new NoConnectionInTimeException(_channel.Missing);
}
