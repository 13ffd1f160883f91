using System.CommandLine;
using System.Text;

namespace Modzy.Edge.Tool.Commands;

/// <summary>The options that ask for TLS. Each of them turns it on.</summary>
internal sealed class TlsArguments
{
    private const string PasswordVariable = "MODZY_EDGE_TLS_KEY_PASSWORD";

    private readonly Option<bool> _tls = new("--tls")
    {
        Description = "Speak TLS, and trust the authorities of the system.",
    };

    private readonly Option<string?> _authorities = File("--tls-ca", "Speak TLS, and trust the authorities of this file.");

    private readonly Option<string?> _certificate =
        File("--tls-cert", "The client's certificate, for an edge that requires one.");

    private readonly Option<string?> _key =
        File("--tls-key", $"Its key, if it is not beside it; {PasswordVariable} has its password.");

    private readonly Option<string?> _serverName = new("--tls-server-name")
    {
        Description = "The name in the edge's certificate, if it is not the host.",
        HelpName = "name",
    };

    /// <summary>The options of the library by the names that they have here.</summary>
    private static readonly (string Library, string Tool)[] _names =
    [
        ("tls.ca_file", "--tls-ca"),
        ("tls.certificate_file", "--tls-cert"),
        ("tls.key_file", "--tls-key"),
        ("tls.key_password", PasswordVariable),
        ("tls.server_name", "--tls-server-name"),
        ("the option tls", "the option --tls"),
        ("urn tls off", "urn --tls off"),
        ("the option proxy", "the option --proxy"),
    ];

    /// <summary>An error of the library with the names of these options.</summary>
    public static string Rename(string message) => _names.Aggregate(
        message, static (text, name) => text.Replace(name.Library, name.Tool, StringComparison.Ordinal));

    public void AddTo(Command command)
    {
        command.Add(_tls);
        command.Add(_authorities);
        command.Add(_certificate);
        command.Add(_key);
        command.Add(_serverName);
    }

    /// <summary>The context with what was given in place of its own.</summary>
    public EdgeContext Apply(ParseResult parsed, EdgeContext context)
    {
        string? authorities = Path(parsed, _authorities);
        string? certificate = Path(parsed, _certificate);
        string? key = Path(parsed, _key);
        string? serverName = parsed.GetValue(_serverName);
        bool isGiven = parsed.GetValue(_tls) || (authorities ?? certificate ?? key ?? serverName) is not null;
        EdgeTlsOptions? tls = context.Options.Tls ?? (isGiven ? new EdgeTlsOptions() : null);
        if (tls is null)
        {
            return context;
        }

        tls = tls with
        {
            CaFile = authorities ?? tls.CaFile,
            CertificateFile = certificate ?? tls.CertificateFile,
            KeyFile = key ?? tls.KeyFile,
            ServerName = serverName ?? tls.ServerName,
        };
        if (tls.CertificateFile is not null
            && Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password)
        {
            tls = tls with { KeyPassword = Encoding.UTF8.GetBytes(password) };
        }

        return context with { Options = context.Options with { Tls = tls } };
    }

    /// <summary>A context is used from any directory.</summary>
    private static string? Path(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { Length: > 0 } path ? System.IO.Path.GetFullPath(path) : null;

    private static Option<string?> File(string name, string description) =>
        new(name) { Description = description, HelpName = "file" };
}
