using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests.Interop;

/// <summary>The methods of gRPC's interop server, and those fields of their messages that its test cases use.</summary>
internal static class InteropMessages
{
    public static Method<byte[], byte[]> EmptyCall { get; } = Unary("TestService", "EmptyCall");

    public static Method<byte[], byte[]> UnaryCall { get; } = Unary("TestService", "UnaryCall");

    public static Method<byte[], byte[]> UnimplementedCall { get; } = Unary("TestService", "UnimplementedCall");

    public static Method<byte[], byte[]> UnimplementedService { get; } = Unary("UnimplementedService", "UnimplementedCall");

    /// <summary>What the server returns in the headers and in the trailers of a response.</summary>
    public static Metadata EchoedMetadata => new()
    {
        { "x-grpc-test-echo-initial", "test_initial_metadata_value" },
        { "x-grpc-test-echo-trailing-bin", [0xAB, 0xAB, 0xAB] },
    };

    /// <summary>The request of UnaryCall.</summary>
    /// <param name="responseSize">The length of the payload of the response.</param>
    /// <param name="payloadSize">The length of the payload of the request.</param>
    /// <param name="responseCompressed">Whether the response shall be compressed; null to leave that to the server.</param>
    /// <param name="status">What the call shall end with.</param>
    public static byte[] SimpleRequest(
        int responseSize, int payloadSize, bool? responseCompressed = null, Status? status = null) =>
    [
        .. Number(2, responseSize),
        .. Message(3, Payload(payloadSize)),
        .. responseCompressed is bool compressed ? Message(6, BoolValue(compressed)) : [],
        .. EchoStatus(status),
    ];

    /// <summary>The requests of StreamingOutputCall and FullDuplexCall.</summary>
    /// <param name="payloadSize">The length of the payload of the request.</param>
    /// <param name="status">What the call shall end with.</param>
    /// <param name="responses">The length of the payload of each response, and whether it shall be compressed.</param>
    public static byte[] StreamingRequest(int payloadSize, Status? status, params (int Size, bool? Compressed)[] responses) =>
    [
        .. responses.SelectMany(static response => Message(
            2, [.. Number(1, response.Size), .. response.Compressed is bool compressed ? Message(3, BoolValue(compressed)) : []])),
        .. Message(3, Payload(payloadSize)),
        .. EchoStatus(status),
    ];

    /// <summary>A message whose only field is a payload: StreamingInputCallRequest, and all responses with payloads.</summary>
    public static byte[] OfPayload(int size) => Message(1, Payload(size));

    /// <summary>The response of StreamingInputCall.</summary>
    public static byte[] AggregatedSize(int size) => Number(1, size);

    private static byte[] Payload(int size) => size == 0 ? [] : Message(2, new byte[size]);

    private static byte[] BoolValue(bool value) => value ? Number(1, 1) : [];

    private static byte[] EchoStatus(Status? status) => status is not Status wanted
        ? []
        : Message(7, [.. Number(1, (int)wanted.StatusCode), .. Message(2, Encoding.UTF8.GetBytes(wanted.Detail))]);

    private static byte[] Number(int field, int value) => value == 0 ? [] : [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Message(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    private static Method<byte[], byte[]> Unary(string service, string name) =>
        new(MethodType.Unary, $"grpc.testing.{service}", name, RawMethods.Bytes, RawMethods.Bytes);
}
