namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Adds the limit to the error for a message that exceeds it, which gRPC for .NET does not name.</summary>
internal static class MessageLimit
{
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";
    private const string ResourceExhausted = "8";
    private const string WithoutNumber = "Received message exceeds the maximum configured message size.";

    public static async Task AddLimitAsync(HttpContext context, RequestDelegate next, ByteSize limit)
    {
        await next(context);
        var sent = context.Response.HasStarted
            ? context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseTrailersFeature>()?.Trailers
            : context.Response.Headers;
        if (sent is { IsReadOnly: false } && sent[Status] == ResourceExhausted
            && Uri.UnescapeDataString(sent[Message].ToString()) == WithoutNumber)
        {
            sent[Message] = $"{WithoutNumber} The limit is {limit} (--max-message-size).";
        }
    }
}
