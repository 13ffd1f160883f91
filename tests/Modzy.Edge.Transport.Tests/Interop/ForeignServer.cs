using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Transport.Tests.Interop;

/// <summary>A server that is a program of its own.</summary>
internal sealed class ForeignServer : IDisposable
{
    private readonly Process _process;

    private ForeignServer(Process process, EdgeEndpoint endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public EdgeEndpoint Endpoint { get; }

    /// <summary>
    /// Starts the program that a variable of the environment names, or skips the test: the servers come from packages
    /// of the system, which not every machine has.
    /// </summary>
    /// <param name="variable">Holds the program and its first arguments, divided by spaces.</param>
    /// <param name="arguments">What it is started with.</param>
    public static ForeignServer Start(string variable, params string[] arguments)
    {
        (string command, Process process) = Run(variable, arguments);
        string? line;
        while ((line = process.StandardOutput.ReadLine()) is not null)
        {
            int number = line.LastIndexOfAny([' ', ':']) + 1;
            if (int.TryParse(line.AsSpan(number), CultureInfo.InvariantCulture, out int port))
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new ForeignServer(process, EdgeEndpoint.Parse("127.0.0.1", port));
            }
        }

        process.WaitForExit();
        throw new InvalidOperationException($"{command} ended with {process.ExitCode} before it listened.");
    }

    /// <summary>Starts a program that does not say when it listens, and waits until it does.</summary>
    /// <inheritdoc cref="Start"/>
    public static ForeignServer StartOn(int port, string variable, params string[] arguments)
    {
        (string command, Process process) = Run(variable, arguments);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        var server = new ForeignServer(process, EdgeEndpoint.Parse("127.0.0.1", port));
        var waited = Stopwatch.StartNew();
        while (!IsListening(port))
        {
            if (process.WaitForExit(20) || waited.Elapsed > Transports.TestTimeout)
            {
                server.Dispose();
                throw new InvalidOperationException($"{command} does not listen.");
            }
        }

        return server;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static (string Command, Process Process) Run(string variable, string[] arguments)
    {
        string? command = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(command), $"{variable} is not set; tests/interop/native tells how to get the servers.");
        string[] words = command!.Split(' ');
        return (command, Process.Start(
            new ProcessStartInfo(words[0], [.. words[1..], .. arguments]) { RedirectStandardOutput = true })!);
    }

    private static bool IsListening(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
