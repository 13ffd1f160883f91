using System.Net.Sockets;
using System.Runtime.InteropServices;
using Modzy.Edge.Transport.Http2;

namespace Modzy.Edge.Transport.Tests.Peers;

/// <summary>The server's side of a connection, under the control of a test.</summary>
internal sealed class PeerConnection(Socket socket, int number) : IDisposable
{
    /// <summary>Does not own the socket, which its peer closes.</summary>
    private readonly NetworkStream _stream = new(socket);

    /// <summary>What has come of those that are not whole, by stream.</summary>
    private readonly Dictionary<int, List<byte>> _requests = [];

    /// <summary>1 for the first connection to the peer.</summary>
    public int Number { get; } = number;

    public void Send(params byte[][] frames) => _stream.Write([.. frames.SelectMany(frame => frame)]);

    /// <summary>Reads what the client says first, and answers with settings.</summary>
    public void Greet(params (SettingId Id, uint Value)[] settings)
    {
        ReadPreface();
        Send(Frames.Settings(settings), Frames.SettingsAck);
    }

    public void ReadPreface()
    {
        Span<byte> preface = stackalloc byte[24];
        _stream.ReadExactly(preface);
        Assert.True(preface.SequenceEqual("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8));
    }

    public (FrameHeader Header, byte[] Payload) ReadFrame()
    {
        Span<byte> header = stackalloc byte[FrameHeader.Size];
        _stream.ReadExactly(header);
        FrameHeader frame = FrameHeader.Read(header);
        byte[] payload = new byte[frame.Length];
        _stream.ReadExactly(payload);
        return (frame, payload);
    }

    /// <summary>Reads frames until one of a type has come.</summary>
    public (FrameHeader Header, byte[] Payload) ReadUntil(FrameType type)
    {
        while (true)
        {
            (FrameHeader Header, byte[] Payload) frame = ReadFrame();
            if (frame.Header.Type == type && !(type is FrameType.Settings && frame.Header.IsAcknowledgement))
            {
                return frame;
            }
        }
    }

    /// <summary>Reads until a request is whole, and returns the id of its stream and its data.</summary>
    public (int StreamId, byte[] Data) ReadRequest()
    {
        while (true)
        {
            (FrameHeader header, byte[] payload) = ReadFrame();
            if (header.Type == FrameType.Data)
            {
                List<byte> data = CollectionsMarshal.GetValueRefOrAddDefault(_requests, header.StreamId, out _) ??= [];
                data.AddRange(payload);
                if (header.EndStream)
                {
                    _requests.Remove(header.StreamId);
                    return (header.StreamId, [.. data]);
                }
            }
        }
    }

    /// <summary>Reads until the client has closed the connection.</summary>
    public void ReadToEnd() => _stream.CopyTo(Stream.Null);

    /// <summary>Shuts the sending side down and continues to read.</summary>
    public void HalfClose() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _stream.Dispose();

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}
