using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Modzy.Edge.Emulator.Hosting;

namespace Modzy.Edge.Emulator.Tests;

/// <summary>An S3 store that records the authorization headers it receives.</summary>
internal sealed class FakeStore : IAsyncDisposable
{
    private readonly WebApplication _server;

    private FakeStore(WebApplication server) => _server = server;

    public Dictionary<string, byte[]> Objects { get; } = [];

    /// <summary>The status for paths without an object; 403 if there is none.</summary>
    public Dictionary<string, int> Statuses { get; } = [];

    public List<string> Authorizations { get; } = [];

    public Uri Endpoint => new($"http://{EmulatorServer.AddressOf(_server)}");

    public static async Task<FakeStore> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        var store = new FakeStore(server);
        server.Run(store.HandleAsync);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        Authorizations.Add(context.Request.Headers.Authorization.ToString());
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (Objects.TryGetValue(path, out var content))
        {
            await context.Response.Body.WriteAsync(content);
        }
        else
        {
            context.Response.StatusCode = Statuses.GetValueOrDefault(path, StatusCodes.Status403Forbidden);
            await context.Response.WriteAsync("<Error><AWSAccessKeyId>KEY</AWSAccessKeyId></Error>");
        }
    }
}
