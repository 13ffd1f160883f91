using System.Diagnostics;
using System.Globalization;

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
        string? command = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(command), $"{variable} is not set; tests/interop/native tells how to build the servers.");
        string[] words = command!.Split(' ');
        var process =
            Process.Start(
                new ProcessStartInfo(words[0], [.. words[1..], .. arguments]) { RedirectStandardOutput = true })!;
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

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
