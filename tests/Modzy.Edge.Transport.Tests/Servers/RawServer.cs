using System.Net;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Modzy.Edge.Transport.Tests.Servers;

/// <summary>A gRPC server in this process.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RawServer(WebApplication application, string? socketPath)
    {
        _application = application;
        Endpoint = socketPath is null
            ? EdgeEndpoint.Parse("127.0.0.1", new Uri(application.Urls.First()).Port)
            : EdgeEndpoint.Parse($"unix:{socketPath}", 0);
    }

    public EdgeEndpoint Endpoint { get; }

    public static async Task<RawServer> StartAsync(
        string? socketPath = null, int port = 0, Action<KestrelServerLimits>? limits = null,
        Action<ListenOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = null;
            options.MaxSendMessageSize = null;
        });
        builder.Services.AddSingleton<IServiceMethodProvider<RawService>, RawService.Methods>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            limits?.Invoke(kestrel.Limits);
            kestrel.Limits.MaxRequestBodySize = null;
            if (socketPath is null)
            {
                kestrel.Listen(IPAddress.Loopback, port, Configure);
            }
            else
            {
                kestrel.ListenUnixSocket(socketPath, Configure);
            }
        });
        WebApplication application = builder.Build();
        application.MapGrpcService<RawService>();
        application.MapGet("/", () => Results.Text("no gRPC"));
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new RawServer(application, socketPath);

        void Configure(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http2;
            configure?.Invoke(listen);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }
}
