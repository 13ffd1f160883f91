using Modzy.Edge.Headroom;
using Modzy.Edge.Json;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Calls;

/// <summary>Runs the request of an export on the caller's thread, or starts it asynchronously.</summary>
internal static class Call
{
    /// <summary>Runs a request and gives its result to the caller as JSON.</summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="outJson">Receives the JSON. May be NULL.</param>
    /// <param name="request">Creates the request from the caller's arguments.</param>
    public static unsafe void Run<T>(
        nint client, EdgeCallOptions? options, byte** outJson, Func<EdgeClient, EdgeRequest<T>> request)
        where T : class, IJsonWritable =>
        GiveJson(Run(client, options, request, out Deadline deadline), outJson, deadline);

    /// <summary>
    /// Runs a request that waits, and gives its result to the caller as JSON. If the deadline passes, the caller gets
    /// the last known state together with the error.
    /// </summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="outJson">Receives the JSON. May be NULL.</param>
    /// <param name="request">Creates the request from the caller's arguments.</param>
    public static unsafe void Wait<T>(
        nint client, EdgeCallOptions? options, byte** outJson, Func<EdgeClient, EdgeRequest<T>> request)
        where T : class, IJsonWritable
    {
        try
        {
            Run(client, options, outJson, request);
        }
        catch (EdgeException e) when (e.LastKnown is IJsonWritable last)
        {
            GiveJson(last, outJson, Deadline.Never);
            throw;
        }
    }

    /// <summary>Gives a result to the caller.</summary>
    /// <param name="result">The result.</param>
    /// <param name="outJson">Receives the JSON. May be NULL.</param>
    /// <param name="deadline">The deadline for serialising a large result.</param>
    public static unsafe void GiveJson(IJsonWritable result, byte** outJson, Deadline deadline)
    {
        if (outJson != null)
        {
            NativeString.Give(NativeString.From(
                result, static (value, output) => value.WriteJson(output), deadline, out int length), outJson);
            if (length >= MemoryHeadroom.Large)
            {
                HeapTrimmer.Trim();
            }
        }
    }

    /// <summary>Runs a request.</summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="request">Creates the request from the caller's arguments.</param>
    public static unsafe T Run<T>(nint client, EdgeCallOptions? options, Func<EdgeClient, EdgeRequest<T>> request) =>
        Run(client, options, request, out _);

    /// <inheritdoc cref="Run{T}(nint, EdgeCallOptions?, Func{EdgeClient, EdgeRequest{T}})"/>
    /// <param name="deadline">Receives the deadline of the call.</param>
    private static unsafe T Run<T>(
        nint client, EdgeCallOptions? options, Func<EdgeClient, EdgeRequest<T>> request, out Deadline deadline)
    {
        using ClientLease lease = NativeHandles.Client(client);
        EdgeRequest<T> prepared = request(lease.Client);
        deadline = prepared.IsSingleCall ? Deadline.After(lease.Client.DeadlineOf(options)) : Deadline.Never;
        return lease.Client.Run(prepared, options, CancellationToken.None);
    }

    /// <summary>
    /// Runs a request that makes concurrent calls. If signals may interrupt it, it runs on the thread pool, and the
    /// caller's thread waits for it: a wait for several calls could not be interrupted.
    /// </summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="outJson">Receives the JSON. May be NULL.</param>
    /// <param name="request">Creates the request from the caller's arguments, and keeps no reference to their
    /// memory.</param>
    /// <param name="progress">Receives the progress of the request.</param>
    public static unsafe void RunInterruptible<T>(
        nint client,
        EdgeCallOptions? options,
        byte** outJson,
        Func<EdgeClient, EdgeRequest<T>> request,
        UploadProgress progress)
        where T : class, IJsonWritable
    {
        if (!Interruption.IsPossible)
        {
            Run(client, options, outJson, request);
            return;
        }

        using NativeCall call = Begin(client, options, request, progress);
        call.Wait(Timeout.InfiniteTimeSpan);
        GiveJson((T)call.Result()!, outJson, Deadline.Never);
    }

    /// <summary>Starts a request.</summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="outCall">Receives the call.</param>
    /// <param name="request">Creates the request from the caller's arguments.</param>
    /// <param name="progress">Receives the progress of the request; null if it reports none.</param>
    public static unsafe void Start<T>(
        nint client,
        EdgeCallOptions? options,
        nint* outCall,
        Func<EdgeClient, EdgeRequest<T>> request,
        object? progress = null)
    {
        OutParameters.Require(outCall, "out_call");
        Give(Begin(client, options, request, progress), outCall);
    }

    /// <summary>Starts an operation that uses a client.</summary>
    /// <param name="take">References the client, until the call is done, or until this throws.</param>
    /// <param name="outCall">Receives the call.</param>
    /// <param name="prepare">Creates the operation from the caller's arguments.</param>
    public static unsafe void Start(
        Func<ClientLease> take, nint* outCall, Func<ClientLease, Func<CancellationToken, Task<object?>>> prepare)
    {
        OutParameters.Require(outCall, "out_call");
        ClientLease lease = take();
        Give(
            Begin(lease, progress: null, call => new TaskOperation(prepare(lease), call)), outCall);
    }

    private static NativeCall Begin<T>(
        nint client, EdgeCallOptions? options, Func<EdgeClient, EdgeRequest<T>> request, object? progress)
    {
        ClientLease lease = NativeHandles.Client(client);
        return Begin(lease, progress, call => request(lease.Client).Start(lease.Client, options, call));
    }

    private static NativeCall Begin(
        ClientLease lease, object? progress, Func<ICompletionHandler, AsyncOperation> start)
    {
        try
        {
            return new NativeCall(lease, progress, start);
        }
        catch
        {
            // edge_client_destroy would wait for ever for a lease that is not released.
            lease.Dispose();
            throw;
        }
    }

    private static unsafe void Give(NativeCall call, nint* outCall)
    {
        try
        {
            *outCall = NativeHandles.Table.Add(call);
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }
}
