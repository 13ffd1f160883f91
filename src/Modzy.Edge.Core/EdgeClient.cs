using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

/// <summary>A client of one edge.</summary>
/// <remarks>
/// It connects at its first call, and again when the connection was lost. It is meant to be kept and shared: all of it
/// may be used by any number of threads at a time.
/// <para>
/// In the examples of this library, <c>client</c> is a client of an edge with the model <c>inspector</c>. <c>job</c> is
/// a job of this model, with the input item <c>my-input</c>, and <c>inference</c> an inference of it; both have come to
/// their end. <c>cancellationToken</c> is the caller's. A comment after a line is its output, with <c>...</c> for what
/// differs.
/// </para>
/// </remarks>
/// <example><code>
/// using var client = new EdgeClient("localhost");             // at the default port
/// Console.WriteLine($"{client.Host}:{client.Port}");          // localhost:55000
/// </code></example>
public sealed class EdgeClient : IDisposable
{
    /// <summary>Where an edge listens unless it was told otherwise.</summary>
    public const int DefaultPort = 55000;

    /// <summary>How long an edge that has not responded may take to respond again.</summary>
    private static readonly TimeSpan _probeTime = TimeSpan.FromSeconds(10);

    private readonly EdgeClientOptions _options;
    private readonly EdgeTransport _transport;
    private readonly bool _isBalanced;
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<Metadata> _ownMetadata;
    private volatile CallMetadata _metadata;
    private ModelReference? _lastModel;
    private int _disposed;

    /// <summary>Makes a client. It does not connect yet.</summary>
    /// <param name="host">A name, an IPv4 address, or an IPv6 address with or without brackets. Or several, divided by
    /// commas, each with or without a port of its own: <see cref="EdgeClientOptions.Balancing"/>.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="EdgeException">The host or the port is invalid.</exception>
    /// <example><code>
    /// var options = new EdgeClientOptions { Deadline = TimeSpan.FromSeconds(5) };
    /// using var client = new EdgeClient("192.0.2.7", 55000, options);
    /// </code></example>
    public EdgeClient(string host, int port = DefaultPort, EdgeClientOptions? options = null)
        : this(EdgeEndpoint.ParseAll(host, port), options ?? new EdgeClientOptions())
    {
        Host = _isBalanced ? host : Host;
        Port = _isBalanced ? port : Port;
    }

    internal EdgeClient(EdgeEndpoint endpoint, EdgeClientOptions options)
        : this([endpoint], options)
    {
    }

    internal EdgeClient(EdgeEndpoint[] endpoints, EdgeClientOptions options)
    {
        if (!System.Enum.IsDefined(options.Balancing))
        {
            throw EdgeException.InvalidArgument("balancing", $"is {(int)options.Balancing}; give pick first or round robin.");
        }

        Durations.Check(options.Deadline, "deadline");
        Durations.Check(options.ConnectTimeout, "connect_timeout");
        Durations.Check(options.IdleConnectionTimeout, "idle_connection_timeout");
        KeepAliveSettings.Check(options);
        if (options.MaxReceiveBytes is long limit and < 1)
        {
            throw EdgeException.InvalidArgument(
                "max_receive_bytes", $"is {limit}; give a number of bytes above zero, or none for no limit.");
        }

        if (options.BusyPoll < TimeSpan.Zero || options.BusyPoll > BusyPoll.Limit)
        {
            throw EdgeException.InvalidArgument(
                "busy_poll_us", $"is {options.BusyPoll.TotalMicroseconds:0} microseconds; give 1000000 (a second) at most, or 0 to sleep at once.");
        }

        _options = options;

        // Of several edges the rules for credentials are those of one that is not local.
        EdgeEndpoint leastLocal = Array.Find(endpoints, static endpoint => !endpoint.IsLocal) ?? endpoints[0];
        _metadata = CallMetadata.Of(leastLocal, options);
        _ownMetadata = () => _metadata.Headers;
        Host = endpoints[0].Host;
        Port = endpoints[0].Port;
        _isBalanced = endpoints.Length > 1;
        _transport = _isBalanced
            ? new EdgeTransport(endpoints, options, ProbeAsync) : new EdgeTransport(endpoints[0], options);
        _transport.Secrets.Add(_metadata.Secrets);
        Jobs = new EdgeJobs(this);
        Inferences = new EdgeInferences(this);
    }

    /// <summary>The edge's name or address; of several edges, what the constructor was given.</summary>
    public string Host { get; }

    /// <summary>The edge's port.</summary>
    public int Port { get; }

    /// <summary>What the edge offers on jobs and their results.</summary>
    public EdgeJobs Jobs { get; }

    /// <summary>What the edge offers on inferences.</summary>
    public EdgeInferences Inferences { get; }

    /// <summary>Waits until the edge answers, trying again until it does or the time is up.</summary>
    /// <param name="timeout">30 seconds if null; zero to ask once; <see cref="Timeout.InfiniteTimeSpan"/> for as long
    /// as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EdgeException">The edge did not answer in time, or what answers is no edge.</exception>
    /// <example><code>
    /// client.WaitReady(TimeSpan.FromMinutes(1));
    /// Console.WriteLine("the edge is there");
    /// </code></example>
    public void WaitReady(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Run(new WaitReadyRequest(timeout), null, cancellationToken);

    /// <inheritdoc cref="WaitReady"/>
    /// <example><code>
    /// await client.WaitReadyAsync(TimeSpan.FromMinutes(1), cancellationToken);
    /// Console.WriteLine("the edge is there");
    /// </code></example>
    public Task WaitReadyAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        RunAsync(new WaitReadyRequest(timeout), null, cancellationToken);

    /// <summary>Makes one whole call to the edge, the cheapest there is, and measures it.</summary>
    /// <param name="timeout">How long to wait; the client's deadline if null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The time from the beginning of the call to the answer; connecting is part of it, if there was no connection.
    /// </returns>
    /// <exception cref="EdgeException">The edge did not answer.</exception>
    /// <example><code>
    /// TimeSpan roundTrip = client.Ping(TimeSpan.FromSeconds(1));
    /// Console.WriteLine($"{roundTrip.TotalMilliseconds:0.0} ms");                    // ... ms
    /// </code></example>
    public TimeSpan Ping(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Run(new PingRequest(timeout), null, cancellationToken).RoundTrip;

    /// <inheritdoc cref="Ping"/>
    /// <example><code>
    /// TimeSpan roundTrip = await client.PingAsync(TimeSpan.FromSeconds(1), cancellationToken);
    /// Console.WriteLine($"{roundTrip.TotalMilliseconds:0.0} ms");                    // ... ms
    /// </code></example>
    public async Task<TimeSpan> PingAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await RunAsync(new PingRequest(timeout), null, cancellationToken).ConfigureAwait(false)).RoundTrip;

    /// <summary>
    /// Replaces the metadata of the client, with its API key: for the calls that begin afterwards, and for those of
    /// waits and uploads that are under way.
    /// </summary>
    /// <param name="metadata">The entries; none to send none. <c>authorization</c> is the place of credentials.</param>
    /// <exception cref="EdgeException">An entry is invalid, or a credential may not be sent; the client keeps what it
    /// had.</exception>
    /// <example><code>
    /// string token = Environment.GetEnvironmentVariable("EDGE_TOKEN") ?? "token";
    /// client.SetMetadata([new EdgeMetadataEntry("authorization", $"Bearer {token}")]);
    /// </code></example>
    public void SetMetadata(IReadOnlyList<EdgeMetadataEntry> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        CallMetadata replaced = _metadata.Cleared().With(metadata);
        _transport.Secrets.Add(replaced.Secrets);
        _metadata = replaced;
    }

    /// <summary>What the client has done since it was made. Makes no call.</summary>
    /// <example><code>
    /// EdgeClientStatistics statistics = client.GetStatistics();
    /// Console.WriteLine(statistics.CallsInFlight);                // 0
    /// </code></example>
    public EdgeClientStatistics GetStatistics() => new(_transport.Statistics, _transport.IdleConnections);

    /// <summary>Closes the connections. Calls that still run end with <see cref="EdgeStatus.Cancelled"/>.</summary>
    /// <example><code>
    /// var client = new EdgeClient("localhost");
    /// client.Dispose();                                           // "using" does it at the end of the scope
    /// </code></example>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _closing.Cancel();
            _transport.Dispose();
        }
    }

    /// <summary>Checks which model is meant, and says in the log what looks wrong about it.</summary>
    /// <exception cref="EdgeException">The identifier or the version is invalid.</exception>
    internal ModelReference Model(string identifier, string version)
    {
        // Most programs use one model; once looked at is enough.
        ModelReference? model = _lastModel;
        if (model is null || model.Identifier != identifier || model.Version != version)
        {
            model = new ModelReference(identifier, version);
            if (!SemanticVersion.IsValid(version))
            {
                _transport.Log.UnusualVersion(version, identifier);
            }

            _lastModel = model;
        }

        return model;
    }

    /// <summary>The model that was meant last, if it is the one with these names in UTF-8.</summary>
    internal ModelReference? SameModel(ReadOnlySpan<byte> identifier, ReadOnlySpan<byte> version) =>
        _lastModel is ModelReference model && model.Is(identifier, version) ? model : null;

    /// <summary>Runs a request on the calling thread.</summary>
    internal TResult Run<TResult>(
        EdgeRequest<TResult> request, EdgeCallOptions? options, CancellationToken cancellation)
    {
        using CancellationTokenSource? linked = Link(cancellation);
        CallContext context = Context(CallMode.Blocking, options, linked);
        try
        {
            return request.Run(context);
        }
        catch (Exception e) when (Failure(e, cancellation) is var failure && failure != e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw failure;
        }
    }

    /// <summary>Runs a request without blocking.</summary>
    internal async Task<TResult> RunAsync<TResult>(
        EdgeRequest<TResult> request, EdgeCallOptions? options, CancellationToken cancellation)
    {
        using CancellationTokenSource? linked = Link(cancellation);
        CallContext context = Context(CallMode.Asynchronous, options, linked);
        try
        {
            return await request.RunAsync(context).ConfigureAwait(false);
        }
        catch (Exception e) when (Failure(e, cancellation) is var failure && failure != e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw failure;
        }
    }

    /// <summary>Opens a stream of inferences.</summary>
    internal async Task<InferenceStream> OpenStreamAsync(EdgeCallOptions? options, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Durations.Check(options?.Deadline, "deadline");
        TimeSpan deadline = options?.Deadline ?? _options.Deadline;
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        try
        {
            var secrets = new StreamSecrets(_transport.Secrets);
            var unary = new CallContext(
                _transport, CallMode.Asynchronous, MetadataOf(options), deadline, cancel.Token);
            (IInferenceStream pipe, StreamLog log) = await new StreamOpener(unary, deadline, secrets)
                .OpenAsync(_transport)
                .ConfigureAwait(false);
            return new InferenceStream(this, Inferences, pipe, log, deadline, secrets, cancel);
        }
        catch (Exception e)
        {
            Exception failure = Failure(e, cancellation);
            cancel.Dispose();
            throw failure;
        }
    }

    /// <summary>What to throw for a failure: what counts for a call that was to be torn down is that it was.</summary>
    internal Exception Failure(Exception e, CancellationToken cancellation)
    {
        bool torn =
            e is OperationCanceledException or ObjectDisposedException
                or EdgeException { Status: EdgeStatus.Cancelled };
        if (_closing.IsCancellationRequested && (torn || e is EdgeException))
        {
            return new EdgeException(
                EdgeStatus.Cancelled, "The call was cancelled because its client was closed while it ran.", e) { Sent = SentBy(e) };
        }

        return torn && cancellation.IsCancellationRequested
            ? new EdgeException(EdgeStatus.Cancelled, "The call was cancelled.", e) { Sent = SentBy(e) }
            : e;
    }

    /// <summary>Asks an edge for its features, the cheapest call. What it responds does not matter.</summary>
    private async Task ProbeAsync(EdgeTransport edge) => await edge.UnaryAsync(
        EdgeMethods.GetFeatures,
        new CallOptions(_metadata.Headers, Durations.After(_probeTime), _closing.Token),
        new EmptyMessage(),
        mayBackOff: false).ConfigureAwait(false);

    private static EdgeSent? SentBy(Exception e) => (e as EdgeException)?.Sent;

    /// <summary>Null if the caller does not cancel.</summary>
    private CancellationTokenSource? Link(CancellationToken cancellation) => cancellation.CanBeCanceled
        ? CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token)
        : null;

    /// <summary>How long a call with these options may take.</summary>
    internal TimeSpan DeadlineOf(EdgeCallOptions? options) => options?.Deadline ?? _options.Deadline;

    /// <summary>Gives the metadata of each call that begins.</summary>
    private Func<Metadata> MetadataOf(EdgeCallOptions? options) =>
        options is { Metadata: { Count: > 0 } own } ? () => MetadataWith(own) : _ownMetadata;

    private Metadata MetadataWith(IReadOnlyList<EdgeMetadataEntry> own)
    {
        CallMetadata client = _metadata;
        CallMetadata call = client.With(own);
        _transport.Secrets.Add(call.Secrets);

        // Last, so that those of the client stay however many different ones its calls have.
        _transport.Secrets.Add(client.Secrets);
        return call.Headers;
    }

    /// <summary>The context of a call that ends when the client is closed.</summary>
    internal CallContext Context(
        CallMode mode, EdgeCallOptions? options, CancellationTokenSource? linked = null)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Durations.Check(options?.Deadline, "deadline");
        return new CallContext(
            _transport, mode, MetadataOf(options), DeadlineOf(options), linked?.Token ?? _closing.Token);
    }
}
