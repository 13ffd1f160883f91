using System.Globalization;
using System.Net;
using Grpc.Core;

namespace Modzy.Edge.Transport;

/// <summary>
/// The HTTP response to a call of the channel, which says what Grpc.Net.Client's exception does not: whether the status came from
/// the peer.
/// </summary>
internal sealed class ResponseObservation
{
    private static readonly AsyncLocal<ResponseObservation?> _current = new();

    private volatile HttpResponseMessage? _response;

    /// <summary>Observes the call that this thread makes next.</summary>
    public static ResponseObservation Begin() => _current.Value = new ResponseObservation();

    public async Task<T> TypedAsync<T>(Task<T> task, CancellationToken cancellation)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw Typed(e, cancellation);
        }
    }

    public async Task TypedAsync(Task task, CancellationToken cancellation)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw Typed(e, cancellation);
        }
    }

    /// <summary>Gives a failure that was found on this side the exception that says so, where it has none.</summary>
    public RpcException Typed(RpcException failure, CancellationToken cancellation)
    {
        HttpResponseMessage? response = _response;
        if (failure.Status.DebugException is not null || (response is not null && SentByPeer(response, failure.StatusCode)))
        {
            return failure;
        }

        return failure.StatusCode switch
        {
            StatusCode.DeadlineExceeded => Local(failure.StatusCode, "Deadline Exceeded", new TimeoutException()),
            StatusCode.Cancelled when response is null || cancellation.IsCancellationRequested =>
                Local(failure.StatusCode, "Call canceled by the client.", new OperationCanceledException()),
            _ => Unusable(failure, response).ToRpcException(),
        };
    }

    private static RpcException Local(StatusCode code, string detail, Exception cause) => new(new Status(code, detail, cause));

    private static ResponseException Unusable(RpcException failure, HttpResponseMessage? response)
    {
        if (response is null)
        {
            return ResponseException.Malformed(failure.Status.Detail);
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            return ResponseException.FromHttpStatus((int)response.StatusCode);
        }

        string? contentType = response.Content.Headers.ContentType?.ToString();
        return contentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true
            ? ResponseException.NotGrpc(contentType)
            : failure.StatusCode switch
            {
                StatusCode.ResourceExhausted =>
                    new ResponseException(failure.StatusCode, ResponseFault.TooLarge, "see max_receive_bytes"),
                StatusCode.Cancelled => ResponseException.NoStatus(),
                _ => ResponseException.Malformed(failure.Status.Detail),
            };
    }

    private static bool SentByPeer(HttpResponseMessage response, StatusCode code) =>
        Status(response.Headers) == (int)code || Status(response.TrailingHeaders) == (int)code;

    private static int? Status(System.Net.Http.Headers.HttpResponseHeaders headers) =>
        headers.TryGetValues("grpc-status", out IEnumerable<string>? values)
        && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            ? status
            : null;

    /// <summary>Shows the response to the observation of the call.</summary>
    public sealed class Handler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            ResponseObservation? observation = _current.Value;
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (observation is not null)
            {
                observation._response = response;
            }

            return response;
        }
    }
}
