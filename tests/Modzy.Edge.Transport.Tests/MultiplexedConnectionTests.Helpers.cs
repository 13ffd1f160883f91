using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

public sealed partial class MultiplexedConnectionTests
{
    /// <summary>A transport whose connection is there, so that all calls to come share it.</summary>
    private static EdgeTransport Share(ScriptedPeer peer, TransportPath path)
    {
        EdgeTransport transport = peer.Connect(path);
        Assert.Equal([0], transport.Call(RawMethods.Echo, []));
        return transport;
    }

    /// <summary>Answers the call by which the client opens a connection.</summary>
    private static void Open(PeerConnection connection)
    {
        connection.Greet();
        if (connection.Number == 1)
        {
            connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 0));
        }
    }

    private static IEnumerable<(int StreamId, byte[] Data)> ReadRequests(PeerConnection connection, int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return connection.ReadRequest();
        }
    }

    private static void Echo(PeerConnection connection)
    {
        while (true)
        {
            (int streamId, byte[] data) = connection.ReadRequest();
            connection.Send(Frames.WindowUpdate(0, 65_535), Frames.Answer(streamId, data[5..]));
        }
    }

    private static Task<byte[]> Start(EdgeTransport transport, byte content) =>
        Start(transport, [content], Transports.TestTimeout);

    /// <summary>On a thread of its own: it blocks.</summary>
    private static Task<byte[]> Start(EdgeTransport transport, byte[] message, TimeSpan time) => Task.Factory.StartNew(
        () => transport.Call(RawMethods.Echo, message, time),
        TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task<StatusCode> StatusOf(Task call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
