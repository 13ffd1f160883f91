using Modzy.Edge.Transport.Http2;

namespace Modzy.Edge.Transport.Tests.Peers;

/// <summary>What many peers do.</summary>
internal static class PeerScripts
{
    /// <summary>Answers the call by which a client opens the connection that its other calls share.</summary>
    public static void Open(this PeerConnection connection)
    {
        connection.Greet();
        if (connection.Number == 1)
        {
            connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 0));
        }
    }

    /// <summary>Answers each request with its content, until the client goes.</summary>
    public static void Echo(this PeerConnection connection)
    {
        while (true)
        {
            (int streamId, byte[] data) = connection.ReadRequest();
            connection.Send(Frames.WindowUpdate(0, 65_535), Frames.Answer(streamId, data[5..]));
        }
    }

    /// <summary>Returns when the client has processed all that was sent before.</summary>
    public static void AwaitProcessing(this PeerConnection connection)
    {
        connection.Send(Frames.Ping);
        while (!connection.ReadUntil(FrameType.Ping).Header.IsAcknowledgement)
        {
        }
    }

    /// <summary>A transport whose connection is there, so that all calls to come share it if the path does.</summary>
    public static EdgeTransport ConnectOpened(
        this ScriptedPeer peer, TransportPath path, EdgeClientOptions? options = null)
    {
        EdgeTransport transport = peer.Connect(path, options);
        Assert.Equal([0], transport.Call(Servers.RawMethods.Echo, []));
        return transport;
    }
}
