using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>The allocations of the direct transport, which all happen on the calling thread.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void A_call_allocates_its_reply_and_hardly_anything_else()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 5));
            }
        });
        using EdgeTransport transport = peer.Connect();
        const int calls = 200;

        Assert.InRange(Allocated(() => transport.Call(RawMethods.Echo, [1]), calls), 0, 400 * calls);
    }

    [Fact]
    public async Task A_large_message_takes_no_memory()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(TransportPath.Exclusive, server.Endpoint);
        byte[] message = RawMethods.Pattern(32 * 1024 * 1024);

        Assert.InRange(Allocated(() => transport.Call(RawMethods.Sum, message), 1), 0, 10_000);
    }

    [Fact]
    public void A_reply_takes_memory_for_what_was_received_not_for_what_was_promised()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                int stream = connection.ReadRequest().StreamId;
                connection.Send(
                    Frames.ResponseHeaders(stream),
                    Frames.Data(stream, [0, 127, 0, 0, 0, .. new byte[10_000]]),
                    Frames.Trailers(stream, ("grpc-status", "0")));
            }
        });
        using EdgeTransport transport = peer.Connect();

        Assert.InRange(Allocated(() => transport.Fail(RawMethods.Echo, [1]), 10), 0, 1_000_000);
    }

    [Fact]
    public async Task The_memory_of_a_large_reply_is_given_up()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(TransportPath.Exclusive, server.Endpoint);
        var pieces = new List<ResponseSegment>();
        var watched = new Method<byte[], byte[]>(MethodType.Unary, "test.Raw", "Produce", RawMethods.Bytes, new Marshaller<byte[]>(
            (_, _) => throw new InvalidOperationException(),
            context =>
            {
                foreach (ReadOnlyMemory<byte> piece in context.PayloadAsReadOnlySequence())
                {
                    if (MemoryMarshal.TryGetMemoryManager(piece, out ResponseSegment? native))
                    {
                        pieces.Add(native);
                    }
                }

                return [];
            }));
        transport.Call(watched, RawMethods.Text("20000000"));

        Assert.InRange(pieces.Count, 10, 1000);
        Assert.All(pieces, static piece => Assert.True(Unsafe.IsNullRef(ref MemoryMarshal.GetReference(piece.Bytes))));
    }

    private static long Allocated(Action call, int calls)
    {
        call();
        call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++)
        {
            call();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
