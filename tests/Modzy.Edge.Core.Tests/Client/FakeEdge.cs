using System.Net;
using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>
/// A gRPC server in this process that offers the methods that the client calls, and answers as it is told.
/// </summary>
internal sealed class FakeEdge : IAsyncDisposable
{
    private readonly WebApplication _server;

    private FakeEdge(WebApplication server)
    {
        _server = server;
        var address =
            server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(address).Port;
    }

    public int Port { get; }

    /// <param name="answers">What it answers.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="largestMessage">The largest request in bytes; null for no limit.</param>
    public static async Task<FakeEdge> StartAsync(EdgeAnswers answers, int port = 0, int? largestMessage = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = largestMessage);
        builder.Services.AddSingleton<Service>();
        builder.Services.AddSingleton<IServiceMethodProvider<Service>>(new Methods(answers));
        // A call that never ends must not keep the server from stopping.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        var server = builder.Build();
        server.MapGrpcService<Service>();
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new FakeEdge(server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
    }

    private sealed class Service;

    private sealed class Methods(EdgeAnswers answers) : IServiceMethodProvider<Service>
    {
        private static readonly Marshaller<byte[]> _bytes = Marshallers.Create(
            static bytes => bytes, static bytes => bytes);

        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<Service> context)
        {
            foreach (var property in typeof(EdgeMethods).GetProperties(BindingFlags.Public | BindingFlags.Static))
            {
                var method = (IMethod)property.GetValue(null)!;
                var raw = new Method<byte[], byte[]>(method.Type, method.ServiceName, method.Name, _bytes, _bytes);
                if (method.Type == MethodType.Unary)
                {
                    context.AddUnaryMethod(
                        raw, [], (_, request, call) => answers.AnswerAsync(method.FullName, request, call));
                }
                else
                {
                    context.AddDuplexStreamingMethod(
                        raw, [], (_, requests, replies, call) =>
                            answers.StreamAsync(method.FullName, requests, replies, call));
                }
            }
        }
    }
}
