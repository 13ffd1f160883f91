namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Names the limit where a message was larger: gRPC for .NET refuses it before any code of ours sees it, without a number.</summary>
internal static class MessageLimit
{
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";
    private const string ResourceExhausted = "8";
    private const string WithoutNumber = "Received message exceeds the maximum configured message size.";

    public static async Task NameAsync(HttpContext context, RequestDelegate next, ByteSize limit)
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
