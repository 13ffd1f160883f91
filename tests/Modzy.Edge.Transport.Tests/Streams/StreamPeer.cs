using Google.Protobuf;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Wire.Inferences;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;
using WireRequest = Modzy.Edge.Wire.Inferences.InferenceRequest;

namespace Modzy.Edge.Transport.Tests.Streams;

/// <summary>The edge's side of a stream of inferences, under the control of a test.</summary>
internal sealed class StreamPeer(PeerConnection connection, int streamId)
{
    private readonly List<byte> _data = [];

    /// <summary>Whether the client has ended its requests.</summary>
    public bool IsEnded { get; private set; }

    public int StreamId => streamId;

    /// <summary>Answers the empty stream by which a client finds out whether the edge offers streams.</summary>
    /// <returns>The stream that it opens then.</returns>
    public static StreamPeer Offer(PeerConnection connection, params (SettingId Id, uint Value)[] settings)
    {
        connection.Greet(settings);
        return OfferAnother(connection);
    }

    public static StreamPeer OfferAnother(PeerConnection connection)
    {
        AnswerProbe(connection);
        return new StreamPeer(connection, connection.ReadUntil(FrameType.Headers).Header.StreamId);
    }

    public static void AnswerProbe(PeerConnection connection)
    {
        int probe = connection.ReadRequest().StreamId;
        connection.Send(Ending(probe));
    }

    public static byte[] Ending(int streamId, bool hasHeaders = false) => hasHeaders
        ? Frames.Trailers(streamId, ("grpc-status", "0"))
        : Frames.Trailers(streamId, (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "0"));

    /// <summary>An inference in its gRPC framing.</summary>
    public static byte[] Inference(string identifier, int outputLength = 0)
    {
        var inference = new WireInference { Identifier = identifier, Status = InferenceStatus.Complete };
        if (outputLength > 0)
        {
            inference.Result = new InferenceResult();
            inference.Result.Outputs["output"] = new InferenceResult.Types.Output { Data = ByteString.CopyFrom(new byte[outputLength]) };
        }

        return Frames.Message(inference.ToByteArray());
    }

    public void SendHeaders() => connection.Send(Frames.ResponseHeaders(streamId));

    public void Send(byte[] messages) =>
        connection.Send([.. messages.Chunk(16_384).Select(chunk => Frames.Data(streamId, chunk))]);

    public void End() => connection.Send(Ending(streamId, hasHeaders: true));

    /// <summary>Reads until a request is complete, and returns its data input.</summary>
    /// <param name="opensWindow">Whether the client may send more for what was read.</param>
    public byte[] ReadFrame(bool opensWindow = true)
    {
        while (true)
        {
            if (_data.Count >= 5)
            {
                int length = (_data[1] << 24) | (_data[2] << 16) | (_data[3] << 8) | _data[4];
                if (_data.Count >= 5 + length)
                {
                    byte[] message = [.. _data[5..(5 + length)]];
                    _data.RemoveRange(0, 5 + length);
                    return WireRequest.Parser.ParseFrom(message).Inputs[0].Data.ToByteArray();
                }
            }

            ReadData(opensWindow);
        }
    }

    /// <summary>Reads a DATA frame and returns its length.</summary>
    public int ReadData(bool opensWindow = true)
    {
        (FrameHeader header, byte[] payload) = connection.ReadUntil(FrameType.Data);
        Assert.Equal(streamId, header.StreamId);
        _data.AddRange(payload);
        IsEnded = header.EndStream;
        if (opensWindow && payload.Length > 0)
        {
            connection.Send(Frames.WindowUpdate(0, (uint)payload.Length), Frames.WindowUpdate(streamId, (uint)payload.Length));
        }

        return payload.Length;
    }

    /// <summary>Reads until the client has ended its requests, of which none may be left.</summary>
    public void ReadEnd()
    {
        while (!IsEnded)
        {
            ReadData();
        }

        Assert.Empty(_data);
    }
}

/// <summary>The client's side.</summary>
internal static class StreamClients
{
    public static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public static EdgeClient Client(this ScriptedPeer peer, EdgeTransportKind transport, TimeSpan? deadline = null) => new(
        peer.Endpoint, new EdgeClientOptions { Transport = transport, Deadline = deadline ?? Transports.TestTimeout });

    public static Task<InferenceStream> OpenAsync(this EdgeClient client) => client.Inferences.OpenStreamAsync(cancellationToken: TestEnd);

    public static Task SendAsync(this InferenceStream stream, byte[] frame, TimeSpan? timeout = null) =>
        stream.SendAsync("m", "1.0.0", [InferenceInput.FromBytes("k", frame)], timeout: timeout, cancellationToken: TestEnd);

    /// <summary>Sends on the calling thread.</summary>
    public static void Send(this InferenceStream stream, EdgeClient client, byte[] frame, TimeSpan? timeout = null) => stream.Send(
        client.Inferences.Message(new InferenceRequest("m", "1.0.0", [InferenceInput.FromBytes("k", frame)])), timeout);

    public static async Task<string?> ReceiveIdentifierAsync(this InferenceStream stream) =>
        (await stream.ReceiveAsync(cancellationToken: TestEnd))?.Identifier;

    public static async Task<EdgeException> FailAsync(Func<Task> use) => await Assert.ThrowsAsync<EdgeException>(use);
}
