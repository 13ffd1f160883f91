using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Console;
using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Runs the gRPC server.</summary>
internal static class EmulatorServer
{
    // The time that calls in flight have to end when the program shuts down.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private const int FileSizeExceeded = 25; // SIGXFSZ.

    /// <summary>Serves until SIGTERM or SIGINT; returns the exit code of the program.</summary>
    public static async Task<int> RunAsync(EmulatorOptions options)
    {
        // By default SIGXFSZ ends the process when a file would exceed ulimit -f. Ignored, write fails with EFBIG.
        using var ignored = PosixSignalRegistration.Create(
            (PosixSignal)FileSizeExceeded, signal => signal.Cancel = true);
        // The first digest loads OpenSSL, here because .NET ends the process if that fails, for instance without a free
        // descriptor.
        _ = SHA256.HashData([]);
        EndPoint endPoint;
        HttpsConnectionAdapterOptions? tls;
        try
        {
            tls = options.Tls is { } files ? ServerTls.Load(files) : null;
            endPoint = await ListenAddress.ResolveAsync(options.Host, options.Port);
        }
        catch (ArgumentException wrong)
        {
            await Console.Error.WriteLineAsync($"{CommandLine.ProgramName}: {wrong.Message}");
            return CommandLine.WrongUsage;
        }

        WebApplication? server = null;
        try
        {
            UnixSocketFile.RemoveIfUnused(endPoint);
            server = Create(options, endPoint, tls);
            await server.StartAsync();
        }
        catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(
                $"{CommandLine.ProgramName}: cannot listen on {ListenAddress.Text(options.Host, options.Port)}: "
                + ListenAddress.Explain(failure, endPoint));
            return CommandLine.CannotListen;
        }

        await using (server)
        {
            StandardStreams.WriteLine(
                StandardStreams.Output, $"{CommandLine.ProgramName} listening on {AddressOf(server)}{(tls is null ? "" : " with TLS")}");
            if (Spool.WhyUnusable() is { } problem)
            {
                StandardStreams.WriteLine(
                    StandardStreams.Error,
                    $"{CommandLine.ProgramName}: {problem} Inputs in chunks of more than 4 MiB will be rejected.");
            }

            await server.WaitForShutdownAsync();
        }

        return CommandLine.Success;
    }

    /// <summary>The address that a started server listens on, such as 127.0.0.1:55000.</summary>
    public static string AddressOf(WebApplication server)
    {
        var features = server.Services.GetRequiredService<IServer>().Features;
        return ListenAddress.Text(features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    public static WebApplication Create(
        EmulatorOptions options, EndPoint endPoint, HttpsConnectionAdapterOptions? tls = null)
    {
        // Empty: an appsettings.json in the working directory and ASPNETCORE_URLS must not have an effect.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, endPoint, tls));
        builder.Logging
            .AddFilter((category, level) => level >= options.LogLevel && IsLogged(category, options.LogLevel))
            .AddSimpleConsole(console => console.SingleLine = true);
        builder.Services
            .Configure<ConsoleLoggerOptions>(console =>
            {
                console.LogToStandardErrorThreshold = LogLevel.Trace;
                // A full pipe must not block jobs: messages are dropped, and their number is logged.
                console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            })
            .Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true)
            .Configure<HostOptions>(host => host.ShutdownTimeout = Grace)
            .AddEmulator(options);

        var server = builder.Build();
        server.Use((context, next) => MessageLimit.AddLimitAsync(context, next, options.MaxMessageSize));
        server.MapEmulator();
        return server;
    }

    // ASP.NET Core logs every request, and client errors with a stack trace: only from Debug on. The emulator logs its
    // errors in its own categories.
    private static bool IsLogged(string? category, LogLevel wanted) =>
        wanted < LogLevel.Information || category?.StartsWith("Modzy.", StringComparison.Ordinal) == true;

    private static void Configure(
        KestrelServerOptions kestrel, EndPoint endPoint, HttpsConnectionAdapterOptions? tls)
    {
        kestrel.AddServerHeader = false;
        // gRPC limits the size of messages itself, and slow clients are allowed.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(endPoint, listen =>
        {
            // Without TLS there is no ALPN: gRPC clients use HTTP/2 with prior knowledge.
            listen.Protocols = HttpProtocols.Http2;
            if (tls is not null)
            {
                listen.UseHttps(tls);
            }
        });
    }
}
