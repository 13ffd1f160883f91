using System.CommandLine;
using System.Globalization;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Which edge is called, and why that one.</summary>
/// <param name="Context">Where it is, and how to call it.</param>
/// <param name="Origin">Where that was said, for people.</param>
internal sealed record EdgeSelection(EdgeContext Context, string Origin)
{
    public const string HostVariable = "MODZY_EDGE_HOST";
    public const string PortVariable = "MODZY_EDGE_PORT";
    public const string ContextVariable = "MODZY_EDGE_CONTEXT";

    private const string KeyVariable = "MODZY_EDGE_API_KEY";

    private const string DefaultHost = "localhost";

    /// <summary>Options first, then the environment, then the configuration file, then what an edge has by
    /// default.</summary>
    /// <exception cref="ToolException">The configuration or the environment is wrong.</exception>
    public static EdgeSelection Choose(string? host, int? port, string? context)
    {
        if (context is not null && (host is not null || port is not null))
        {
            throw ToolException.Usage("--context names an edge, and so do --host and --port; give one of them.");
        }

        string? hostVariable = Variable(HostVariable);
        string? portVariable = Variable(PortVariable);
        if (host is not null || port is not null)
        {
            return new EdgeSelection(new EdgeContext(host ?? hostVariable ?? DefaultHost, port ?? Port(portVariable)), "the options");
        }

        if (context is null && (hostVariable is not null || portVariable is not null))
        {
            return new EdgeSelection(new EdgeContext(hostVariable ?? DefaultHost, Port(portVariable)), "the environment");
        }

        try
        {
            EdgeContexts contexts = EdgeContexts.Load();
            string? name = context ?? Variable(ContextVariable) ?? contexts.Current;
            return name is null
                ? new EdgeSelection(new EdgeContext(DefaultHost), "the defaults")
                : new EdgeSelection(contexts.Get(name), $"context {name} of {contexts.Path}");
        }
        catch (EdgeException e)
        {
            throw ToolException.Usage(e.Message);
        }
    }

    /// <summary>The same with an API key: that of a file, or else of the environment, or else of the context.</summary>
    /// <param name="keyFile">Contains the key; null for none.</param>
    /// <param name="allowPlaintext">Whether the key may be sent to another machine.</param>
    /// <exception cref="ToolException">The file cannot be read.</exception>
    public EdgeSelection WithKey(string? keyFile, bool allowPlaintext)
    {
        string? key = keyFile is null ? Variable(KeyVariable) : ReadKey(keyFile);
        EdgeClientOptions options = Context.Options;
        return this with
        {
            Context = Context with
            {
                Options = options with
                {
                    ApiKey = key ?? options.ApiKey,
                    AllowPlaintextCredentials = allowPlaintext || options.AllowPlaintextCredentials,
                },
            },
        };
    }

    /// <summary>The same through a proxy.</summary>
    /// <param name="proxy">Its URL; null to leave it as it is.</param>
    public EdgeSelection WithProxy(string? proxy) => this with
    {
        Context = Context with { Options = Context.Options with { Proxy = proxy ?? Context.Options.Proxy } },
    };

    /// <summary>Reads an API key from a file. A command line, which other users can see, never contains one.</summary>
    /// <exception cref="ToolException">The file cannot be read, or is empty.</exception>
    public static string ReadKey(string path)
    {
        try
        {
            string key = File.ReadAllText(path).Trim();
            return key.Length > 0 ? key : throw ToolException.Usage($"{path} is empty; it must contain the API key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ToolException.Usage($"cannot read the API key: {e.Message}");
        }
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int Port(string? variable)
    {
        if (variable is null)
        {
            return EdgeClient.DefaultPort;
        }

        return int.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is >= 1 and <= 65535
            ? port
            : throw ToolException.Usage($"{PortVariable} is '{variable}'; set it to a number from 1 to 65535, or unset it.");
    }
}
