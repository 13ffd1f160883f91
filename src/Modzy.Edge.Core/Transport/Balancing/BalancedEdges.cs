using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Transport.Balancing;

/// <summary>
/// Several edges behind one client: a transport for each. A call about a job or an inference goes to the edge that has
/// it; any other goes to the edge that is picked, and on to the next if the edge certainly has not processed it.
/// </summary>
/// <remarks>The owner makes the retries with a backoff, once all edges have failed.</remarks>
internal sealed class BalancedEdges : IDisposable
{
    private readonly BalancedEdge[] _edges;
    private readonly bool _isRoundRobin;
    private readonly OwnerMemory _owners = new();
    private readonly Func<EdgeTransport, Task> _probe;
    private int _next = -1;

    /// <param name="endpoints">The edges, in the order in which they are preferred.</param>
    /// <param name="options">The options of the client.</param>
    /// <param name="statistics">Counts for all of them.</param>
    /// <param name="probe">Makes a cheap call to an edge. It throws <see cref="RpcException"/> if that fails.</param>
    /// <exception cref="EdgeException">An option is invalid.</exception>
    public BalancedEdges(
        EdgeEndpoint[] endpoints,
        EdgeClientOptions options,
        CallStatistics statistics,
        Func<EdgeTransport, Task> probe)
    {
        if (options.Deadline != Timeout.InfiniteTimeSpan)
        {
            // So that within the deadline of a call each edge can be tried.
            options = options with
            {
                ConnectTimeout = Durations.Shorter(options.ConnectTimeout, options.Deadline / endpoints.Length),
            };
        }

        _edges = new BalancedEdge[endpoints.Length];
        try
        {
            for (int i = 0; i < endpoints.Length; i++)
            {
                _edges[i] = new BalancedEdge(new EdgeTransport(endpoints[i], options, statistics));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        _isRoundRobin = options.Balancing == EdgeBalancing.RoundRobin;
        _probe = probe;
    }

    public bool BlockingEncodesOnCaller => _edges[0].Transport.BlockingEncodesOnCaller;

    public IEnumerable<HttpProxy> Proxies => _edges.SelectMany(static edge => edge.Transport.Proxies);

    public int IdleConnections => _edges.Sum(static edge => edge.Transport.IdleConnections);

    /// <inheritdoc cref="EdgeTransport.EndpointOf"/>
    public string? EndpointOf(string subject) => _owners.Find(subject)?.Transport.Endpoint;

    /// <summary>Makes a unary call and blocks until it has ended.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">The call's deadline, metadata and cancellation.</param>
    /// <param name="message">The request.</param>
    /// <param name="before">How many attempts were made before.</param>
    /// <exception cref="RpcException">It failed.</exception>
    public TReply Unary<TMessage, TReply>(
        Method<TMessage, TReply> method, CallOptions options, TMessage message, int before)
        where TMessage : class
        where TReply : class =>
        Completed(CallAsync(isBlocking: true, method, options, message, before));

    /// <summary>Makes a unary call without blocking.</summary>
    /// <inheritdoc cref="Unary"/>
    public ValueTask<TReply> UnaryAsync<TMessage, TReply>(
        Method<TMessage, TReply> method, CallOptions options, TMessage message, int before)
        where TMessage : class
        where TReply : class =>
        CallAsync(isBlocking: false, method, options, message, before);

    /// <summary>The edges to try for a stream, one after the other.</summary>
    public EdgeTransport[] ForStream() => Array.ConvertAll(Pick(), static edge => edge.Transport);

    /// <summary>Records whether an edge took a stream.</summary>
    /// <param name="transport">One of <see cref="ForStream"/>.</param>
    /// <param name="isReached">Whether it responded.</param>
    public void Observe(EdgeTransport transport, bool isReached)
    {
        BalancedEdge edge = Array.Find(_edges, edge => edge.Transport == transport)!;
        if (isReached)
        {
            edge.OnResponse();
        }
        else
        {
            edge.OnUnavailable();
        }
    }

    public void Dispose()
    {
        // Some are null if the constructor has failed.
        foreach (BalancedEdge? edge in _edges)
        {
            edge?.Transport.Dispose();
        }
    }

    private async ValueTask<TReply> CallAsync<TMessage, TReply>(
        bool isBlocking, Method<TMessage, TReply> method, CallOptions options, TMessage message, int before)
        where TMessage : class
        where TReply : class
    {
        string? subject = CallSubject.Of(message);
        bool isRepeatable = RetryPolicy.IsIdempotent(method) || (subject is not null && method.Name == "CancelJob");
        BalancedEdge? owner = subject is null ? null : _owners.Find(subject);
        BalancedEdge[] order = owner is null ? Pick() : [owner];
        RpcException? failure = null;
        int made = 0;
        for (int i = 0; ; i++)
        {
            BalancedEdge edge = order[i];
            try
            {
                // The next edge follows at once: the caller backs off when all have failed.
                const bool mayBackOff = false;
                TReply reply = isBlocking
                    ? edge.Transport.Unary(method, options, message, mayBackOff, before + made)
                    : await edge.Transport.UnaryAsync(method, options, message, mayBackOff, before: before + made)
                        .ConfigureAwait(false);
                edge.OnResponse();
                // An edge answers GetFeatures without the job that its message is about.
                if (method.Name != "GetFeatures" && (subject ?? CallSubject.CreatedBy(reply)) is string known)
                {
                    _owners.Add(known, edge);
                }

                return reply;
            }
            catch (RpcException e)
            {
                made += StatusMapping.AttemptsOf(e);
                if (!IsForTheNext(e, edge, isRepeatable, subject))
                {
                    e.WithAttempts(made);
                    throw;
                }

                // An edge that could not be asked may know what the others do not.
                failure = failure is null || failure.StatusCode == StatusCode.NotFound ? e : failure;
                if (i == order.Length - 1)
                {
                    throw failure.WithAttempts(made);
                }

                edge.Transport.OnRetry(method, e, before + made + 1, TimeSpan.Zero);
            }
        }
    }

    /// <summary>The result of a blocking call, in which everything that is awaited is completed.</summary>
    private static T Completed<T>(ValueTask<T> call) => call.GetAwaiter().GetResult();

    /// <summary>Records a failure, and decides whether another edge may be asked.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="edge">The edge that was asked.</param>
    /// <param name="isRepeatable">Whether another edge may be asked although this one may have processed the call.</param>
    /// <param name="subject">The job or the inference that the call is about; null for none.</param>
    private static bool IsForTheNext(RpcException failure, BalancedEdge edge, bool isRepeatable, string? subject)
    {
        failure.WithEndpoint(edge.Transport.Endpoint);
        edge.Observe(failure);
        if (failure.StatusCode == StatusCode.NotFound)
        {
            return subject is not null && failure.Status.DebugException is null;
        }

        bool isUnprocessed = failure.Status.DebugException is not null
            && StatusMapping.SentOf(failure) is EdgeSent.None or EdgeSent.Part;
        return BalancedEdge.IsUnavailable(failure) && (isRepeatable || isUnprocessed);
    }

    /// <summary>The edges in the order in which they are tried: those that respond first.</summary>
    private BalancedEdge[] Pick()
    {
        int first = _isRoundRobin ? (int)((uint)Interlocked.Increment(ref _next) % (uint)_edges.Length) : 0;
        var order = new BalancedEdge[_edges.Length];
        int count = 0;
        int last = order.Length;
        for (int i = 0; i < _edges.Length; i++)
        {
            BalancedEdge edge = _edges[(first + i) % _edges.Length];
            if (edge.IsResponding)
            {
                order[count++] = edge;
            }
            else
            {
                order[--last] = edge;
                edge.ProbeIfDue(_probe);
            }
        }

        order.AsSpan(last).Reverse();
        return order;
    }
}
