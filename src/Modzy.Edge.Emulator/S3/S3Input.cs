using System.Net;
using Grpc.Core;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Inputs;

namespace Modzy.Edge.Emulator.S3;

/// <summary>An input that is fetched from a store when its turn comes.</summary>
internal sealed class S3Input(S3Store store, Uri endpoint, string key, S3Location location) : Input
{
    public override async ValueTask<Payload> FetchAsync(CancellationToken cancellation)
    {
        try
        {
            return await store.ReadAsync(endpoint, location, cancellation);
        }
        catch (HttpRequestException failure)
        {
            throw Failed(failure.Message.TrimEnd('.'), CodeOf(failure.StatusCode));
        }
        catch (IOException failure)
        {
            throw Failed(failure.Message.TrimEnd('.'));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failed("the store did not answer in time");
        }
    }

    public override void Dispose()
    {
    }

    /// <summary>UNAVAILABLE only where another try may help.</summary>
    private static StatusCode CodeOf(HttpStatusCode? status) => status switch
    {
        HttpStatusCode.NotFound => StatusCode.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
            StatusCode.Unavailable,
        _ => StatusCode.FailedPrecondition,
    };

    private ItemFailure Failed(string why, StatusCode code = StatusCode.Unavailable) => new(
        code,
        $"The input '{key}' could not be fetched from {location.Bucket}/{location.Path}: {why}.");
}
