using Modzy.Edge.Json;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Interop;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native;

/// <summary>A call to the edge on the caller's thread.</summary>
internal static unsafe class Call
{
    /// <summary>Runs a request and gives its result to the caller as JSON.</summary>
    /// <param name="client">The handle of the client.</param>
    /// <param name="options">May be NULL.</param>
    /// <param name="outJson">Receives the JSON. May be NULL.</param>
    /// <param name="request">Makes the request from the caller's arguments.</param>
    public static void Run<T>(
        nint client, NativeCallOptions* options, byte** outJson, Func<EdgeClient, EdgeRequest<T>> request)
        where T : class, IJsonWritable
    {
        using ClientLease lease = NativeHandles.Client(client);
        T result = lease.Client.Run(request(lease.Client), Options.Call(options), CancellationToken.None);
        if (outJson != null)
        {
            *outJson = NativeString.From(result, static (value, output) => value.WriteJson(output));
        }
    }
}
