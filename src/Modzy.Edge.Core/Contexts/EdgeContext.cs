namespace Modzy.Edge;

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
