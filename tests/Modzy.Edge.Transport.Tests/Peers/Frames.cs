using System.Buffers.Binary;
using System.Text;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Hpack;

namespace Modzy.Edge.Transport.Tests.Peers;

/// <summary>Frames as a server sends them.</summary>
internal static class Frames
{
    public static byte[] Settings(params (SettingId Id, uint Value)[] settings)
    {
        byte[] payload = new byte[6 * settings.Length];
        for (int i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(6 * i), (ushort)settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((6 * i) + 2), settings[i].Value);
        }

        return Frame(FrameType.Settings, FrameFlags.None, 0, payload);
    }

    public static byte[] SettingsAck => Frame(FrameType.Settings, FrameFlags.Acknowledgement, 0);

    public static byte[] Ping => Frame(FrameType.Ping, FrameFlags.None, 0, [1, 2, 3, 4, 5, 6, 7, 8]);

    public static byte[] GoAway(int lastStreamId, Http2Error error = Http2Error.NoError, string debugData = "") => Frame(
        FrameType.GoAway,
        FrameFlags.None,
        0,
        [.. Number((uint)lastStreamId), .. Number((uint)error), .. Encoding.UTF8.GetBytes(debugData)]);

    public static byte[] Reset(int streamId, Http2Error error) =>
        Frame(FrameType.ResetStream, FrameFlags.None, streamId, Number((uint)error));

    public static byte[] WindowUpdate(int streamId, uint increment) =>
        Frame(FrameType.WindowUpdate, FrameFlags.None, streamId, Number(increment));

    public static byte[] Headers(int streamId, params (string Name, string Value)[] fields) =>
        Frame(FrameType.Headers, FrameFlags.EndHeaders, streamId, TestHpackEncoder.Encode(fields));

    public static byte[] ResponseHeaders(int streamId) =>
        Headers(streamId, (":status", "200"), ("content-type", "application/grpc"));

    public static byte[] Trailers(int streamId, params (string Name, string Value)[] fields) => Frame(
        FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, streamId, TestHpackEncoder.Encode(fields));

    public static byte[] Data(int streamId, byte[] payload, FrameFlags flags = FrameFlags.None) =>
        Frame(FrameType.Data, flags, streamId, payload);

    /// <summary>A message in its gRPC framing.</summary>
    public static byte[] Message(params byte[] content) => [0, .. Number((uint)content.Length), .. content];

    /// <summary>An answer as it should be.</summary>
    public static byte[] Answer(int streamId, params byte[] content) =>
    [
        .. ResponseHeaders(streamId), .. Data(streamId, Message(content)), .. Trailers(streamId, ("grpc-status", "0")),
    ];

    public static byte[] Frame(FrameType type, FrameFlags flags, int streamId, params byte[] payload)
    {
        byte[] frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, type, flags, streamId).Write(frame);
        payload.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    private static byte[] Number(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
