using Modzy.Edge.Contexts;
using Modzy.Edge.Transport;

namespace Modzy.Edge;

/// <summary>The contexts of a configuration file: edges by name, and which of them is the current one.</summary>
/// <remarks>
/// The file is JSON in UTF-8. Every member but <c>host</c> may be left out; the names are those of
/// <c>edge_client_options</c>:
/// <code>
/// {
///   "current": "camera-7",
///   "contexts": {
///     "camera-7": {
///       "host": "camera-7.local", "port": 55000,
///       "deadline_ms": 30000, "connect_timeout_ms": 10000, "idle_timeout_ms": 120000,
///       "max_receive_bytes": 536870912, "max_connections": 256, "max_long_calls": 32,
///       "busy_poll_us": 0, "transport": "auto", "tls": { "ca_file": "/etc/edge/ca.pem" },
///       "retry": { "max_attempts": 6, "max_backoff_ms": 5000 }, "cancel_on_timeout": true
///     }
///   }
/// }
/// </code>
/// A member that this version does not know is an error: it may be misspelt, or be about security.
/// </remarks>
/// <example><code>
/// EdgeContexts contexts = EdgeContexts.Load(Path.GetFullPath("edges.json"));
/// contexts.Set("camera-7", new EdgeContext("camera-7.local"));
/// contexts.Current = "camera-7";
/// contexts.Save();
/// Console.WriteLine(EdgeContexts.Load(contexts.Path).Get().Host);                // camera-7.local
/// </code></example>
public sealed class EdgeContexts
{
    /// <summary>Names the context to use where a program names none, in place of the current one.</summary>
    internal const string EnvironmentVariable = "MODZY_EDGE_CONTEXT";

    private readonly SortedDictionary<string, EdgeContext> _all;
    private readonly bool _exists;

    internal EdgeContexts(string path, bool exists, string? current, SortedDictionary<string, EdgeContext> all)
    {
        Path = path;
        _exists = exists;
        Current = current;
        _all = all;
    }

    /// <summary>Where the file is unless a program says otherwise: <c>$XDG_CONFIG_HOME/modzy-edge/config.json</c>, or
    /// below <c>~/.config</c>.</summary>
    public static string DefaultPath => System.IO.Path.Join(
        Environment.GetFolderPath(
            Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "modzy-edge",
        "config.json");

    /// <summary>The file that these contexts are from, whether it exists or not.</summary>
    public string Path { get; }

    /// <summary>The name of the current context, or null.</summary>
    public string? Current { get; set; }

    /// <summary>The contexts by name, in the order of their names.</summary>
    public IReadOnlyDictionary<string, EdgeContext> All => _all;

    /// <summary>Reads a file. One that does not exist has no contexts.</summary>
    /// <param name="path">Null for <see cref="DefaultPath"/>.</param>
    /// <exception cref="EdgeException">It cannot be read, or is wrong; the message names the file, the member and the
    /// remedy.</exception>
    /// <example><code>
    /// EdgeContexts contexts = EdgeContexts.Load(Path.GetFullPath("no-such-file.json"));
    /// Console.WriteLine(contexts.All.Count);                      // 0
    /// </code></example>
    public static EdgeContexts Load(string? path = null) => ContextReader.Read(path ?? DefaultPath);

    /// <summary>Finds a context.</summary>
    /// <param name="name">Its name; null for the one that the environment variable <c>MODZY_EDGE_CONTEXT</c> names, or
    /// else the current one.</param>
    /// <exception cref="EdgeException"><see cref="EdgeStatus.NotFound"/>: there is none with this name, or no current
    /// one.</exception>
    /// <example><code>
    /// EdgeContexts contexts = EdgeContexts.Load(Path.GetFullPath("edges.json"));
    /// contexts.Set("camera-7", new EdgeContext("camera-7.local"));
    /// Console.WriteLine(contexts.Get("camera-7").Host);           // camera-7.local
    /// </code></example>
    public EdgeContext Get(string? name = null)
    {
        string? wanted = name ?? Named() ?? Current;
        if (wanted is null)
        {
            throw NotFound($"There is no current context: {Where()}. Choose one with 'modzy-edge context use NAME', or name one.");
        }

        return _all.TryGetValue(wanted, out EdgeContext? context)
            ? context
            : throw NotFound($"There is no context \"{wanted}\": {Where()}. Add it with 'modzy-edge context add {wanted} --host HOST'.");
    }

    /// <summary>Adds a context, or replaces the one that has its name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="context">The edge.</param>
    /// <exception cref="EdgeException">The name is empty or has control characters, or host or port cannot be
    /// right.</exception>
    /// <example><code>
    /// EdgeContexts contexts = EdgeContexts.Load(Path.GetFullPath("edges.json"));
    /// contexts.Set("socket", new EdgeContext("unix:/run/edge.sock"));
    /// Console.WriteLine(contexts.All["socket"].Host);             // unix:/run/edge.sock
    /// </code></example>
    public void Set(string name, EdgeContext context)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(context);
        if (name.Length == 0 || PrintableText.Escape(name) != name)
        {
            throw EdgeException.InvalidArgument("name", $"is \"{name}\"; give a context a name of printable characters.");
        }

        _ = EdgeEndpoint.ParseAll(context.Host, context.Port);
        _all[name] = context;
    }

    /// <summary>Removes a context. If it was the current one, there is none then.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it was there.</returns>
    /// <example><code>
    /// EdgeContexts contexts = EdgeContexts.Load(Path.GetFullPath("edges.json"));
    /// Console.WriteLine(contexts.Remove("no-such-context"));      // False
    /// </code></example>
    public bool Remove(string name)
    {
        Current = Current == name ? null : Current;
        return _all.Remove(name);
    }

    /// <summary>Writes the file, which only its owner may read. Whoever reads it meanwhile finds the old file or the
    /// new one.</summary>
    /// <exception cref="EdgeException">It cannot be written.</exception>
    /// <example><code>
    /// EdgeContexts contexts = EdgeContexts.Load(Path.GetFullPath("edges.json"));
    /// contexts.Set("here", new EdgeContext("localhost"));
    /// contexts.Save();
    /// </code></example>
    public void Save() => ContextWriter.Write(this);

    private static string? Named() =>
        Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } name ? name : null;

    private static EdgeException NotFound(string message) => new(EdgeStatus.NotFound, message) { Parameter = "name" };

    private string Where() =>
        !_exists ? $"the file {Path} does not exist"
        : _all.Count == 0 ? $"{Path} has none"
        : $"{Path} has {string.Join(", ", _all.Keys)}";
}

/// <summary>An edge that has a name in the configuration file: where it is, and how to call it.</summary>
/// <remarks>The file is that of the command line tool <c>modzy-edge</c>; <see cref="EdgeContexts"/> describes
/// it.</remarks>
/// <param name="Host">A name, an address, or <c>unix:</c> and the path of a socket.</param>
/// <param name="Port">1 to 65535.</param>
/// <example><code>
/// var context = new EdgeContext("camera-7.local") { Options = new EdgeClientOptions { Deadline = TimeSpan.FromSeconds(5) } };
/// Console.WriteLine(context.Port);                            // 55000
/// </code></example>
public sealed record EdgeContext(string Host, int Port = EdgeClient.DefaultPort)
{
    /// <summary>How clients of this edge behave.</summary>
    public EdgeClientOptions Options { get; init; } = new();

    /// <summary>Reads a context from <see cref="EdgeContexts.DefaultPath"/>.</summary>
    /// <param name="name">Its name; null for the one that the environment variable <c>MODZY_EDGE_CONTEXT</c> names, or
    /// else the current one.</param>
    /// <exception cref="EdgeException">
    /// <see cref="EdgeStatus.NotFound"/> if there is no such file or context, <see cref="EdgeStatus.InvalidArgument"/>
    /// if the file cannot be read or is wrong; the message names the file, the member and the remedy.
    /// </exception>
    /// <example><code>
    /// try
    /// {
    ///     EdgeContext context = EdgeContext.Load("no-such-context");
    ///     using var camera = new EdgeClient(context.Host, context.Port, context.Options);
    /// }
    /// catch (EdgeException e) when (e.Status == EdgeStatus.NotFound)
    /// {
    ///     Console.WriteLine(e.Message);                           // There is no context "no-such-context"...
    /// }
    /// </code></example>
    public static EdgeContext Load(string? name = null) => EdgeContexts.Load().Get(name);
}
