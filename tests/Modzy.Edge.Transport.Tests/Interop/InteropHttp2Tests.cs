using System.Buffers.Binary;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using static Modzy.Edge.Transport.Tests.Interop.InteropMessages;

namespace Modzy.Edge.Transport.Tests.Interop;

/// <summary>gRPC's interop test cases of HTTP/2 (doc/http2-interop-test-descriptions.md of its sources), in which the server
/// misbehaves: here it is a scripted peer. GoAwayTests has the case "goaway".</summary>
public sealed class InteropHttp2Tests
{
    private const int Window = 1 << 20;
    private const int ResponseSize = 314_159;

    private static readonly byte[] _request = SimpleRequest(ResponseSize, 271_828);
    private static readonly byte[] _response = OfPayload(ResponseSize);

    public static MatrixTheoryData<TransportPath, string> Resets => new(
        Enum.GetValues<TransportPath>(), ["rst_after_header", "rst_during_data", "rst_after_data"]);

    [Theory]
    [MemberData(nameof(Resets))]
    public void A_stream_that_is_reset_without_trailers_has_failed(TransportPath path, string name)
    {
        byte[] message = Frames.Message(_response);
        int length = name switch { "rst_after_header" => 0, "rst_during_data" => message.Length / 2, _ => message.Length };
        using var peer = new ScriptedPeer(connection =>
        {
            OpenWide(connection);
            while (true)
            {
                int streamId = connection.ReadRequest().StreamId;
                connection.Send(Frames.ResponseHeaders(streamId));
                SendData(connection, streamId, message[..length]);
                connection.Send(Frames.Reset(streamId, Http2Error.NoError));
            }
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal(StatusCode.Internal, transport.Fail(UnaryCall, _request).StatusCode);
        Assert.Equal(StatusCode.Internal, transport.Fail(UnaryCall, _request).StatusCode);

        if (path is TransportPath.Exclusive or TransportPath.BusyPolling)
        {
            Assert.Equal(1, peer.Connections);
        }
    }

    [Theory]
    [TransportPaths]
    public void Pings_amid_a_response_are_all_acknowledged(TransportPath path)
    {
        using var acknowledged = new CountdownEvent(4);
        using var peer = new ScriptedPeer(connection =>
        {
            OpenWide(connection);
            int streamId = connection.ReadRequest().StreamId;
            connection.Send(Frames.Ping, Frames.ResponseHeaders(streamId), Frames.Ping, Frames.Ping);
            SendData(connection, streamId, Frames.Message(_response));
            connection.Send(Frames.Ping);
            while (!acknowledged.IsSet)
            {
                // The channel sends PINGs of its own.
                if (connection.ReadUntil(FrameType.Ping).Header.IsAcknowledgement)
                {
                    acknowledged.Signal();
                }
            }

            connection.Send(Frames.Trailers(streamId, ("grpc-status", "0")));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal(_response, transport.Call(UnaryCall, _request));
        Assert.True(acknowledged.IsSet);
    }

    [Theory]
    [TransportPaths]
    public void A_limit_of_one_stream_is_kept_to(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            OpenWide(connection, (SettingId.MaxConcurrentStreams, 1));
            int open = 0;
            bool isAcknowledged = false;
            while (true)
            {
                (FrameHeader header, _) = connection.ReadFrame();
                isAcknowledged |= header.Type == FrameType.Settings && header.IsAcknowledgement;
                if (header.Type == FrameType.Headers)
                {
                    Assert.True(open++ == 0 || !isAcknowledged);
                }

                if (header.Type is FrameType.Headers or FrameType.Data && header.EndStream)
                {
                    open--;
                    connection.Send(Frames.ResponseHeaders(header.StreamId));
                    SendData(connection, header.StreamId, Frames.Message(OfPayload(1000)));
                    connection.Send(Frames.Trailers(header.StreamId, ("grpc-status", "0")));
                }
            }
        });
        using EdgeTransport transport = peer.Connect(path);
        Assert.Equal(OfPayload(1000), transport.Call(UnaryCall, SimpleRequest(1000, 100)));

        Parallel.For(0, 10, new ParallelOptions { MaxDegreeOfParallelism = 10 }, _ =>
            Assert.Equal(OfPayload(1000), transport.Call(UnaryCall, SimpleRequest(1000, 100))));
    }

    /// <summary>Frames of 5 bytes with 255 of padding: 3 MB of the windows for 60 kB. SocketsHttpHandler returns only the
    /// data to the windows, so that such a response stalls on the channel.</summary>
    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.BusyPolling)]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public void Padding_counts_for_flow_control(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.ReadPreface();
            long initialWindow = 0;
            long connectionWindow = 65_535;
            int streamId = 0;
            connection.Send(Frames.Settings((SettingId.InitialWindowSize, Window)), Frames.SettingsAck, Frames.WindowUpdate(0, Window));
            long streamWindow = 0;
            bool isRequested = false;
            byte[] message = Frames.Message(OfPayload(60_000));
            int sent = 0;
            while (!isRequested || sent < message.Length)
            {
                if (isRequested && Math.Min(streamWindow, connectionWindow) >= 261)
                {
                    List<byte[]> frames = sent == 0 ? [Frames.ResponseHeaders(streamId)] : [];
                    for (; frames.Count < 200 && sent < message.Length && Math.Min(streamWindow, connectionWindow) >= 261; sent += 5)
                    {
                        byte[] padded = [255, .. message[sent..Math.Min(sent + 5, message.Length)], .. new byte[255]];
                        frames.Add(Frames.Data(streamId, padded, FrameFlags.Padded));
                        streamWindow -= padded.Length;
                        connectionWindow -= padded.Length;
                    }

                    connection.Send([.. frames]);
                    continue;
                }

                (FrameHeader header, byte[] payload) = connection.ReadFrame();
                switch (header.Type)
                {
                    case FrameType.Settings when !header.IsAcknowledgement:
                        initialWindow = InitialWindowOf(payload);
                        break;
                    case FrameType.Headers:
                        (streamId, streamWindow) = (header.StreamId, streamWindow + initialWindow);
                        isRequested = header.EndStream;
                        break;
                    case FrameType.Data:
                        isRequested = header.EndStream;
                        break;
                    case FrameType.WindowUpdate when header.StreamId == 0:
                        connectionWindow += IncrementOf(payload);
                        break;
                    case FrameType.WindowUpdate:
                        streamWindow += IncrementOf(payload);
                        break;
                }
            }

            connection.Send(Frames.Trailers(streamId, ("grpc-status", "0")));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal(OfPayload(60_000), transport.Call(UnaryCall, _request));
    }

    /// <summary>So that requests come without the peer opening its windows.</summary>
    private static void OpenWide(PeerConnection connection, params (SettingId Id, uint Value)[] settings)
    {
        connection.Greet([(SettingId.InitialWindowSize, Window), .. settings]);
        connection.Send(Frames.WindowUpdate(0, 16 * Window));
    }

    private static void SendData(PeerConnection connection, int streamId, byte[] data) =>
        connection.Send([.. data.Chunk(16_384).Select(chunk => Frames.Data(streamId, chunk))]);

    private static long IncrementOf(byte[] payload) => BinaryPrimitives.ReadUInt32BigEndian(payload);

    private static long InitialWindowOf(byte[] settings)
    {
        long window = 65_535;
        foreach (byte[] setting in settings.Chunk(6))
        {
            if ((SettingId)BinaryPrimitives.ReadUInt16BigEndian(setting) == SettingId.InitialWindowSize)
            {
                window = BinaryPrimitives.ReadUInt32BigEndian(setting.AsSpan(2));
            }
        }

        return window;
    }
}
