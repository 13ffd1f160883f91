using System.CommandLine;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

/// <summary>A command that calls an edge: it has the options that say which one and how.</summary>
internal class EdgeCommand : ToolCommand
{
    public const string HostDescription =
        "The edge: a name, an address, or unix:PATH; or several, divided by commas, each with or without :PORT.";

    private readonly Option<string?> _host = new("--host")
    {
        Description = HostDescription,
        HelpName = "host",
    };

    private readonly Option<int?> _port = Parsers.Number("--port", "Its port; 55000 unless given.", 1, 65535);

    private readonly Option<string?> _context = new("--context")
    {
        Description = "The edge by its name in the configuration file.",
        HelpName = "name",
        CompletionSources = { _ => ContextCommand.Names() },
    };

    private readonly Option<string?> _keyFile = KeyFile();

    private readonly Option<bool> _allowPlaintext = AllowPlaintext();

    private readonly Option<string?> _proxy = Proxy();
    private readonly Option<EdgeBalancing?> _balancing = Balancing();
    private readonly TlsArguments _tls = new();

    private readonly Option<TimeSpan?> _deadline = Parsers.Duration("--deadline", "How long each call may take; 30s unless given.");

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public EdgeCommand(string name, string description, params string[] examples)
        : base(name, description, examples)
    {
        Add(_host);
        Add(_port);
        Add(_context);
        Add(_keyFile);
        Add(_allowPlaintext);
        Add(_proxy);
        Add(_balancing);
        _tls.AddTo(this);
        Add(_deadline);
        Add(_json);
    }

    public EdgeSelection Selection(ParseResult parsed)
    {
        EdgeSelection selection = EdgeSelection
            .Choose(parsed.GetValue(_host), parsed.GetValue(_port), parsed.GetValue(_context))
            .WithKey(parsed.GetValue(_keyFile), parsed.GetValue(_allowPlaintext))
            .WithProxy(parsed.GetValue(_proxy));
        selection = selection with { Context = _tls.Apply(parsed, selection.Context) };
        EdgeClientOptions options = selection.Context.Options;
        options = options with
        {
            Balancing = parsed.GetValue(_balancing) ?? options.Balancing,
            Deadline = parsed.GetValue(_deadline) ?? options.Deadline,
        };
        return selection with { Context = selection.Context with { Options = options } };
    }

    public static Option<string?> KeyFile() => new("--api-key-file")
    {
        Description = "A file with the API key; or set MODZY_EDGE_API_KEY.",
        HelpName = "file",
    };

    public static Option<bool> AllowPlaintext() => new("--allow-plaintext-credentials")
    {
        Description = "Send the key to another machine, although others can read it on the way.",
    };

    public static Option<string?> Proxy() => new("--proxy")
    {
        Description = "The HTTP proxy to the edge, http://host:port; \"\" for none. Otherwise that of https_proxy. A password belongs into the environment or a context.",
        HelpName = "url",
    };

    public static Option<EdgeBalancing?> Balancing() => Parsers.Choice(
        "--balancing",
        "Which of several edges gets a call: the first that responds, or one after the other; pick_first unless given.",
        ("pick_first", EdgeBalancing.PickFirst),
        ("round_robin", EdgeBalancing.RoundRobin));

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Sets what the command does, with a client of the edge.</summary>
    public void SetAction(ToolOutput output, Func<ParseResult, EdgeSession, Task<int>> run) =>
        SetAction(async (parsed, cancellation) =>
    {
        EdgeContext context = Selection(parsed).Context;
        using var client = new EdgeClient(context.Host, context.Port, context.Options);
        var session = new EdgeSession(client, output, IsJson(parsed), cancellation);
        try
        {
            return await run(parsed, session);
        }
        catch (Exception e) when (cancellation.IsCancellationRequested
            && e is OperationCanceledException or EdgeException { Status: EdgeStatus.Cancelled })
        {
            throw session.Interrupted();
        }
    });
}
