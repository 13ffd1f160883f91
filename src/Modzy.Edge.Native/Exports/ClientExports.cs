using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Exports;

/// <summary>Clients. See the section "Client" of modzy_edge.h.</summary>
internal static unsafe class ClientExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_client_create", CallConvs = [typeof(CallConvCdecl)])]
    public static int Create(byte* host, uint port, NativeClientOptions* options, nint* outClient, nint* outError) =>
        Guard.Run(outError, () =>
        {
            OutParameters.Require(outClient, "out_client");
            PoolThreads.Require();
            EdgeEndpoint[] endpoints = EdgeEndpoint.ParseAll(Utf8Marshaller.Required(host, "host"), port);
            *outClient = Add(endpoints, options, new EdgeClientOptions());
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_client_create_from_context", CallConvs = [typeof(CallConvCdecl)])]
    public static int CreateFromContext(byte* name, NativeClientOptions* options, nint* outClient, nint* outError) =>
        Guard.Run(outError, () =>
        {
            OutParameters.Require(outClient, "out_client");
            PoolThreads.Require();
            EdgeContext context = EdgeContext.Load(Utf8Marshaller.Optional(name, "name"));
            *outClient = Add(EdgeEndpoint.ParseAll(context.Host, context.Port), options, context.Options);
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_client_set_metadata", CallConvs = [typeof(CallConvCdecl)])]
    public static int SetMetadata(nint client, NativeMetadata* metadata, nuint metadataCount, nint* outError) =>
        Guard.Run(outError, () =>
        {
            using ClientLease lease = NativeHandles.Client(client);
            lease.Client.SetMetadata(Options.Metadata(metadata, metadataCount, "metadata"));
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_client_stats", CallConvs = [typeof(CallConvCdecl)])]
    public static int Stats(nint client, byte** outStats, nint* outError) => Guard.Run(outError, () =>
    {
        using ClientLease lease = NativeHandles.Client(client);
        Call.GiveJson(lease.Client.GetStatistics(), outStats, Deadline.Never);
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_client_wait_ready", CallConvs = [typeof(CallConvCdecl)])]
    public static int WaitReady(nint client, uint timeoutMs, nint* outError) => Guard.Run(outError, () =>
    {
        using ClientLease lease = NativeHandles.Client(client);
        lease.Client.WaitReady(Milliseconds.ReadTimeout(timeoutMs));
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_client_wait_ready_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int WaitReadyStart(nint client, uint timeoutMs, nint* outCall, nint* outError) =>
        Guard.Run(outError, () =>
        Call.Start(client, null, outCall, _ => new WaitReadyRequest(Milliseconds.ReadTimeout(timeoutMs))));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_client_ping", CallConvs = [typeof(CallConvCdecl)])]
    public static int Ping(nint client, uint timeoutMs, ulong* outRoundTripUs, nint* outError) =>
        Guard.Run(outError, () =>
    {
        PingResult result = Call.Run(client, null, PingRequest(timeoutMs));
        if (outRoundTripUs != null)
        {
            *outRoundTripUs = (ulong)result.Microseconds;
        }
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_client_ping_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int PingStart(nint client, uint timeoutMs, nint* outCall, nint* outError) => Guard.Run(outError, () =>
        Call.Start(client, null, outCall, PingRequest(timeoutMs)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_client_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static void Destroy(nint client) =>
        Guard.DiscardErrors(() => NativeHandles.Table.Remove<NativeClient>(client)?.Close());

    private static nint Add(EdgeEndpoint[] endpoints, NativeClientOptions* options, EdgeClientOptions defaults)
    {
        using var scope = new BorrowScope();
        return NativeHandles.Table.Add(
            new NativeClient(new EdgeClient(endpoints, Options.Client(options, defaults, scope))));
    }

    private static Func<EdgeClient, EdgeRequest<PingResult>> PingRequest(uint timeoutMs) =>
        _ => new PingRequest(Milliseconds.ReadTimeout(timeoutMs));
}
