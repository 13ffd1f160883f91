using Modzy.Edge.Headroom;
using Modzy.Edge.Json;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Interop;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Native;

/// <summary>The two ways in which an export runs a request: on the caller's thread, or started and left to itself.</summary>
internal static class Call
{
    /// <summary>Runs a request and gives its result to the caller as JSON.</summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="outJson">Receives the JSON. May be NULL.</param>
    /// <param name="request">Makes the request from the caller's arguments.</param>
    public static unsafe void Run<T>(
        nint client, EdgeCallOptions? options, byte** outJson, Func<EdgeClient, EdgeRequest<T>> request)
        where T : class, IJsonWritable =>
        GiveJson(Run(client, options, request, out Deadline deadline), outJson, deadline);

    /// <summary>
    /// Runs a request that waits, and gives its result to the caller as JSON: after a deadline that passed too, as far as it is
    /// known.
    /// </summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="outJson">Receives the JSON. May be NULL.</param>
    /// <param name="request">Makes the request from the caller's arguments.</param>
    public static unsafe void Wait<T>(nint client, byte** outJson, Func<EdgeClient, EdgeRequest<T>> request)
        where T : class, IJsonWritable
    {
        try
        {
            Run(client, null, outJson, request);
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
    /// <param name="deadline">Until when a large result must be written.</param>
    public static unsafe void GiveJson(IJsonWritable result, byte** outJson, Deadline deadline)
    {
        if (outJson != null)
        {
            NativeString.Give(NativeString.From(result, static (value, output) => value.WriteJson(output), deadline, out int length), outJson);
            if (length >= MemoryHeadroom.Large)
            {
                LargeResult.End();
            }
        }
    }

    /// <summary>Runs a request.</summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="request">Makes the request from the caller's arguments.</param>
    public static unsafe T Run<T>(nint client, EdgeCallOptions? options, Func<EdgeClient, EdgeRequest<T>> request) =>
        Run(client, options, request, out _);

    /// <inheritdoc cref="Run{T}(nint, EdgeCallOptions?, Func{EdgeClient, EdgeRequest{T}})"/>
    /// <param name="deadline">Until when the result is of use.</param>
    private static unsafe T Run<T>(
        nint client, EdgeCallOptions? options, Func<EdgeClient, EdgeRequest<T>> request, out Deadline deadline)
    {
        using ClientLease lease = NativeHandles.Client(client);
        EdgeRequest<T> prepared = request(lease.Client);
        deadline = prepared.IsSingleCall ? Deadline.After(lease.Client.DeadlineOf(options)) : Deadline.Never;
        return lease.Client.Run(prepared, options, CancellationToken.None);
    }

    /// <summary>
    /// Runs a request that makes many calls at a time. Where signals may interrupt it, it runs apart from the caller's thread, which
    /// could not wait for all of them in a way that a signal interrupts.
    /// </summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="outJson">Receives the JSON. May be NULL.</param>
    /// <param name="request">Makes the request from the caller's arguments, of which it keeps no memory.</param>
    /// <param name="progress">Where the request says how far it is.</param>
    public static unsafe void RunApart<T>(
        nint client, EdgeCallOptions? options, byte** outJson, Func<EdgeClient, EdgeRequest<T>> request, UploadProgress progress)
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
    /// <param name="request">Makes the request from the caller's arguments.</param>
    /// <param name="progress">Where the request says how far it is; null if it does not.</param>
    public static unsafe void Start<T>(
        nint client,
        EdgeCallOptions? options,
        nint* outCall,
        Func<EdgeClient, EdgeRequest<T>> request,
        object? progress = null)
    {
        Out.Require(outCall, "out_call");
        Give(Begin(client, options, request, progress), outCall);
    }

    /// <summary>Starts anything that uses a client.</summary>
    /// <param name="take">Takes the lease of the client, which ends with the call, or here if there is none.</param>
    /// <param name="outCall">Receives the call.</param>
    /// <param name="prepare">Makes what is to be done from the caller's arguments.</param>
    public static unsafe void Start(
        Func<ClientLease> take, nint* outCall, Func<ClientLease, Func<CancellationToken, Task<object?>>> prepare)
    {
        Out.Require(outCall, "out_call");
        Give(Begin(take, prepare, progress: null), outCall);
    }

    private static unsafe NativeCall Begin<T>(
        nint client, EdgeCallOptions? options, Func<EdgeClient, EdgeRequest<T>> request, object? progress) => Begin(
        () => NativeHandles.Client(client),
        lease =>
        {
            EdgeRequest<T> prepared = request(lease.Client);
                        return cancellation => RunAsync(lease.Client, prepared, options, cancellation);
        },
        progress);

    private static NativeCall Begin(
        Func<ClientLease> take, Func<ClientLease, Func<CancellationToken, Task<object?>>> prepare, object? progress)
    {
        ClientLease lease = take();
        try
        {
            return new NativeCall(lease, prepare(lease), progress);
        }
        catch
        {
            // A lease that nobody ends lets the client's destruction wait for ever.
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

    private static async Task<object?> RunAsync<T>(
        EdgeClient client, EdgeRequest<T> request, EdgeCallOptions? options, CancellationToken cancellation) =>
        await client.RunAsync(request, options, cancellation).ConfigureAwait(false);
}
