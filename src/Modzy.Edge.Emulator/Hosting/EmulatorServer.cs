using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Puts the services on a socket and takes them off again.</summary>
internal static class EmulatorServer
{
    // Calls in flight get this long to end by themselves when the program is told to stop.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Serves until a signal tells to stop; returns the exit code of the program.</summary>
    public static async Task<int> RunAsync(EmulatorOptions options)
    {
        WebApplication? server = null;
        try
        {
            EndPoint endPoint = await ListenAddress.ResolveAsync(options.Host, options.Port);
            UnixSocketFile.RemoveIfUnused(endPoint);
            server = Create(options, endPoint);
            await server.StartAsync();
        }
        catch (Exception failure) when (failure is IOException or SocketException or ArgumentException)
        {
            var reason = (failure.InnerException ?? failure).Message;
            await Console.Error.WriteLineAsync(
                $"modzy-edge-emulator: cannot listen on {ListenAddress.Text(options.Host, options.Port)}: {reason}");
            return CommandLine.CannotListen;
        }

        await using (server)
        {
            await Console.Out.WriteLineAsync($"modzy-edge-emulator listening on {AddressOf(server)}");
            await Console.Out.FlushAsync();
            if (Spool.WhyUnusable() is { } problem)
            {
                await Console.Error.WriteLineAsync($"modzy-edge-emulator: {problem} Inputs in chunks of more than 4 MiB will be refused.");
            }

            await server.WaitForShutdownAsync();
        }

        return CommandLine.Success;
    }

    /// <summary>Where a started server listens, such as 127.0.0.1:55000.</summary>
    public static string AddressOf(WebApplication server)
    {
        var features = server.Services.GetRequiredService<IServer>().Features;
        return ListenAddress.Text(features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    public static WebApplication Create(EmulatorOptions options, EndPoint endPoint)
    {
        // Empty: an appsettings.json that happens to lie in the current folder, or ASPNETCORE_URLS, is not for us.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, endPoint));
        builder.Logging
            .AddFilter((category, level) => level >= options.LogLevel && IsToldOf(category, options.LogLevel))
            .AddSimpleConsole(console => console.SingleLine = true);
        builder.Services
            .Configure<ConsoleLoggerOptions>(console =>
            {
                console.LogToStandardErrorThreshold = LogLevel.Trace;
                // A pipe that nobody reads must not stop jobs: what does not fit is dropped, and the number of it logged.
                console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            })
            .Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true)
            .Configure<HostOptions>(host => host.ShutdownTimeout = Grace)
            .AddEmulator(options);

        var server = builder.Build();
        server.Use((context, next) => MessageLimit.NameAsync(context, next, options.MaxMessageSize));
        server.MapEmulator();
        return server;
    }

    // The server and its libraries log every request, and whatever a client does wrong with a stack trace; those who want
    // that ask for Debug. Faults of the emulator itself are logged by its own categories.
    private static bool IsToldOf(string? category, LogLevel wanted) =>
        wanted < LogLevel.Information || category?.StartsWith("Modzy.", StringComparison.Ordinal) == true;

    private static void Configure(KestrelServerOptions kestrel, EndPoint endPoint)
    {
        kestrel.AddServerHeader = false;
        // gRPC has its own limit on messages, and a slow client is still a client.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        // Without TLS there is no negotiation: gRPC clients begin with HTTP/2 at once.
        kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http2);
    }
}
