using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport;

namespace Modzy.Edge;

/// <summary>A client of one edge.</summary>
/// <remarks>
/// It connects at its first call, and again when the connection was lost. It is meant to be kept and shared: all of it
/// may be used by any number of threads at a time.
/// </remarks>
public sealed class EdgeClient : IDisposable
{
    /// <summary>Where an edge listens unless it was told otherwise.</summary>
    public const int DefaultPort = 55000;

    private readonly EdgeClientOptions _options;
    private readonly EdgeTransport _transport;
    private readonly CancellationTokenSource _closing = new();
    private int _disposed;

    /// <summary>Makes a client. It does not connect yet.</summary>
    /// <param name="host">A name, an IPv4 address, or an IPv6 address with or without brackets.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="EdgeException">The host or the port cannot be right.</exception>
    public EdgeClient(string host, int port = DefaultPort, EdgeClientOptions? options = null)
        : this(EdgeEndpoint.Parse(host, port), options ?? new EdgeClientOptions())
    {
    }

    internal EdgeClient(EdgeEndpoint endpoint, EdgeClientOptions options)
    {
        _options = options;
        Host = endpoint.Host;
        Port = endpoint.Port;
        _transport = new EdgeTransport(endpoint, options);
        Jobs = new EdgeJobs(this, options.LoggerFactory.CreateLogger<EdgeJobs>());
    }

    /// <summary>The edge's name or address.</summary>
    public string Host { get; }

    /// <summary>The edge's port.</summary>
    public int Port { get; }

    /// <summary>What the edge offers on jobs and their results.</summary>
    public EdgeJobs Jobs { get; }

    /// <summary>Waits until the edge answers, trying again until it does or the time is up.</summary>
    /// <param name="timeout">30 seconds if null; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EdgeException">The edge did not answer in time, or what answers is no edge.</exception>
    public void WaitReady(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Run(new WaitReadyRequest(timeout), null, cancellationToken);

    /// <inheritdoc cref="WaitReady"/>
    public Task WaitReadyAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        RunAsync(new WaitReadyRequest(timeout), null, cancellationToken);

    /// <summary>Closes the connections. Calls that still run end with <see cref="EdgeStatus.Cancelled"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _closing.Cancel();
            _transport.Dispose();
        }
    }

    /// <summary>Runs a request on the calling thread.</summary>
    internal TResult Run<TResult>(EdgeRequest<TResult> request, EdgeCallOptions? options, CancellationToken cancellation)
    {
        ValueTask<TResult> task = Execute(request, CallMode.Blocking, options, cancellation);
        Debug.Assert(task.IsCompleted, "a request in the blocking mode runs to its end before it returns, see CallMode");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Runs a request without blocking.</summary>
    internal Task<TResult> RunAsync<TResult>(
        EdgeRequest<TResult> request, EdgeCallOptions? options, CancellationToken cancellation) =>
        Execute(request, CallMode.Asynchronous, options, cancellation).AsTask();

    private async ValueTask<TResult> Execute<TResult>(
        EdgeRequest<TResult> request, CallMode mode, EdgeCallOptions? options, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        TimeSpan deadline = options?.Deadline ?? _options.Deadline;
        using CancellationTokenSource? linked = cancellation.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token)
            : null;
        var context = new CallContext(_transport, mode, deadline, linked?.Token ?? _closing.Token);
        try
        {
            return await request.RunAsync(context).ConfigureAwait(false);
        }
        catch (Exception e) when (IsCancellation(e))
        {
            cancellation.ThrowIfCancellationRequested();
            if (_closing.IsCancellationRequested)
            {
                throw new EdgeException(
                    EdgeStatus.Cancelled, "The call was cancelled because its client was closed while it ran.", e);
            }

            throw;
        }
    }

    /// <summary>A call that is torn down can fail in several ways; what counts is that it was to be torn down.</summary>
    private bool IsCancellation(Exception e) =>
        e is OperationCanceledException or EdgeException { Status: EdgeStatus.Cancelled }
        || (_closing.IsCancellationRequested && e is EdgeException or ObjectDisposedException);
}
