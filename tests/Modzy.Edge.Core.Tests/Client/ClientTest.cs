namespace Modzy.Edge.Core.Tests.Client;

/// <summary>
/// The clients and servers of one test. A warning or an error that a client logs unexpectedly fails the test.
/// </summary>
public abstract class ClientTest : IAsyncDisposable
{
    private readonly List<EdgeClient> _clients = [];
    private readonly List<FakeEdge> _edges = [];

    internal TestLog Log { get; } = new();

    internal EdgeAnswers Answers { get; } = new();

    internal static CancellationToken Ended => TestContext.Current.CancellationToken;

    public virtual async ValueTask DisposeAsync()
    {
        _clients.ForEach(static client => client.Dispose());
        foreach (var edge in _edges)
        {
            await edge.DisposeAsync();
        }

        Log.AssertNothingUnexpected();
        GC.SuppressFinalize(this);
    }

    internal async Task<FakeEdge> StartEdgeAsync(int port = 0)
    {
        var edge = await FakeEdge.StartAsync(Answers, port);
        _edges.Add(edge);
        return edge;
    }

    /// <summary>A client of a new edge.</summary>
    internal async Task<EdgeClient> ConnectAsync(EdgeClientOptions? options = null) =>
        Client((await StartEdgeAsync()).Port, options);

    internal EdgeClient Client(int port, EdgeClientOptions? options = null)
    {
        var client = new EdgeClient("127.0.0.1", port, (options ?? new EdgeClientOptions()) with { LoggerFactory = Log });
        _clients.Add(client);
        return client;
    }
}
