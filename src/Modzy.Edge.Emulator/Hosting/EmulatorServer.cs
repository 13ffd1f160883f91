using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

    private const int FileSizeExceeded = 25; // SIGXFSZ.

    /// <summary>Serves until a signal tells to stop; returns the exit code of the program.</summary>
    public static async Task<int> RunAsync(EmulatorOptions options)
    {
        // By default the signal ends the process where a file would exceed ulimit -f; instead the write is to fail.
        using var ignored = PosixSignalRegistration.Create((PosixSignal)FileSizeExceeded, signal => signal.Cancel = true);
        // The first digest loads OpenSSL; .NET ends the process where that fails, for instance because no descriptor is left. At
        // the start descriptors are left.
        _ = SHA256.HashData([]);
        EndPoint endPoint;
        try
        {
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
            server = Create(options, endPoint);
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
            StandardStreams.WriteLine(StandardStreams.Output, $"{CommandLine.ProgramName} listening on {AddressOf(server)}");
            if (Spool.WhyUnusable() is { } problem)
            {
                StandardStreams.WriteLine(
                    StandardStreams.Error,
                    $"{CommandLine.ProgramName}: {problem} Inputs in chunks of more than 4 MiB will be refused.");
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
