using System.CommandLine;
using System.CommandLine.Parsing;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Defines and parses the options of the program.</summary>
internal static class CommandLine
{
    public const int Success = 0;
    public const int CannotListen = 1;
    public const int WrongUsage = 2;

    public const string ProgramName = "modzy-edge-emulator";

    private static readonly EmulatorOptions Defaults = new();

    private static readonly Option<string> Host = new("--host")
    {
        Description = "Address or name to listen on, or unix:PATH for a socket in the file system.",
        HelpName = "host",
        DefaultValueFactory = _ => Defaults.Host,
    };

    private static readonly Option<int> Port = OptionParsers.Number(
        "--port", "Port to listen on; 0 takes a free one and prints it.", Defaults.Port, 0, 65535);

    private static readonly Option<ByteSize> MaxMessageSize = OptionParsers.Size(
        "--max-message-size",
        "Largest message to take, such as 64M or 1G.",
        Defaults.MaxMessageSize,
        EmulatorOptions.LargestMessage);

    private static readonly Option<int> Workers = OptionParsers.Number(
        "--workers", "Input items and inferences of each model to run at the same time.", Defaults.Workers, 1, 1024);

    private static readonly Option<int> MaxQueued = OptionParsers.Number(
        "--max-queued",
        "Input items and inferences that may wait for each model; more are refused.",
        Defaults.MaxQueued,
        1,
        10_000_000);

    private static readonly Option<int> KeepJobs = OptionParsers.Number(
        "--keep-jobs", "Finished jobs to remember; the oldest are forgotten.", Defaults.KeepJobs, 1, 1_000_000);

    private static readonly Option<int> OpenJobTimeout = OptionParsers.Number(
        "--open-job-timeout",
        "Seconds after which an open job without a new chunk is cancelled.",
        (int)Defaults.OpenJobTimeout.TotalSeconds,
        1,
        86400);

    private static readonly Option<Uri?> S3Endpoint = OptionParsers.Address(
        "--s3-endpoint", "Store to fetch S3 inputs from, such as http://localhost:9000. Without it they fail.");

    private static readonly Option<string?> TlsCertificate = OptionParsers.File(
        "--tls-cert", "Serve TLS with this certificate and chain, in PEM. --tls-key is its key.");

    private static readonly Option<string?> TlsKey = OptionParsers.File(
        "--tls-key", "The key of --tls-cert, in PEM, not encrypted.");

    private static readonly Option<string?> TlsClientAuthorities = OptionParsers.File(
        "--tls-client-ca", "Take only clients with a certificate that one of these certificates has signed, in PEM.");

    private static readonly Option<LogLevel> Level = OptionParsers.Level(
        "--log-level", "What to log to standard error.", Defaults.LogLevel);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var command = new RootCommand("A local Modzy Edge, to run, test and demonstrate clients with.")
        {
            Host, Port, MaxMessageSize, Workers, MaxQueued, KeepJobs, OpenJobTimeout, S3Endpoint,
            TlsCertificate, TlsKey, TlsClientAuthorities, Level,
        };
        command.Validators.Add(RequireCertificateAndKey);
        command.SetAction((parsed, _) => EmulatorServer.RunAsync(ReadOptions(parsed)));

        var result = command.Parse(arguments);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
            {
                await Console.Error.WriteLineAsync($"{ProgramName}: {error.Message}");
            }

            await Console.Error.WriteLineAsync($"{ProgramName}: '{ProgramName} --help' lists the options.");
            return WrongUsage;
        }

        // The server handles signals and exceptions, so the parser must not.
        return await result.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    private static EmulatorOptions ReadOptions(ParseResult parsed) => new()
    {
        Host = parsed.GetRequiredValue(Host),
        Port = parsed.GetRequiredValue(Port),
        MaxMessageSize = parsed.GetRequiredValue(MaxMessageSize),
        Workers = parsed.GetRequiredValue(Workers),
        MaxQueued = parsed.GetRequiredValue(MaxQueued),
        KeepJobs = parsed.GetRequiredValue(KeepJobs),
        OpenJobTimeout = TimeSpan.FromSeconds(parsed.GetRequiredValue(OpenJobTimeout)),
        S3Endpoint = parsed.GetValue(S3Endpoint),
        Tls = parsed.GetValue(TlsCertificate) is { } certificate && parsed.GetValue(TlsKey) is { } key
            ? new TlsFiles(certificate, key, parsed.GetValue(TlsClientAuthorities))
            : null,
        LogLevel = parsed.GetRequiredValue(Level),
    };

    private static void RequireCertificateAndKey(CommandResult result)
    {
        var hasCertificate = result.GetValue(TlsCertificate) is not null;
        if (hasCertificate != result.GetValue(TlsKey) is not null)
        {
            result.AddError("--tls-cert and --tls-key need each other.");
        }
        else if (!hasCertificate && result.GetValue(TlsClientAuthorities) is not null)
        {
            result.AddError("--tls-client-ca needs --tls-cert and --tls-key.");
        }
    }
}
