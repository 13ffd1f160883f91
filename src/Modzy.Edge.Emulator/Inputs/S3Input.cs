using System.Net;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.S3;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>An input that is fetched from a store when its item is processed.</summary>
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
            throw Failed("the store did not respond in time");
        }
    }

    public override void Dispose()
    {
    }

    /// <summary>UNAVAILABLE only where a retry may succeed.</summary>
    private static ErrorCode CodeOf(HttpStatusCode? status) => status switch
    {
        HttpStatusCode.NotFound => ErrorCode.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ErrorCode.PermissionDenied,
        null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            or >= HttpStatusCode.InternalServerError => ErrorCode.Unavailable,
        _ => ErrorCode.FailedPrecondition,
    };

    private EmulatorException Failed(string why, ErrorCode code = ErrorCode.Unavailable) => new(
        code,
        $"The input '{key}' could not be fetched from {location.Bucket}/{location.Path}: {why}.");
}
