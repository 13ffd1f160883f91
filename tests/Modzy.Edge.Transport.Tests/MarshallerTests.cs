using System.Buffers;
using Grpc.Core;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Marshallers write in many ways; all that gRPC allows arrive.</summary>
public sealed class MarshallerTests
{
    /// <summary>A connection of its own, and one that it shares, for messages that are long for that or not.</summary>
    public static MatrixTheoryData<TransportPath, string, int> Styles => new(
        [TransportPath.Exclusive, TransportPath.Multiplexed, TransportPath.Channel],
        ["array", "no length", "single bytes", "large hints", "memory", "length alone"],
        [1000, 16_379, 16_380, 300_000]);

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Every_way_to_write_arrives(TransportPath path, string style, int length)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        byte[] message = RawMethods.Pattern(length);
        byte[] expected = style == "length alone" ? [] : message;

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected, transport.Call(With((_, context) => Write(style, message, context)), []));
        }
    }

    [Theory]
    [InlineData(TransportPath.Exclusive, 10, 9)]
    [InlineData(TransportPath.Exclusive, 10, 11)]
    [InlineData(TransportPath.Exclusive, 0, 1)]
    [InlineData(TransportPath.Multiplexed, 10, 9)]
    [InlineData(TransportPath.Multiplexed, 10, 11)]
    [InlineData(TransportPath.Multiplexed, 0, 1)]
    [InlineData(TransportPath.Channel, 10, 9)]
    [InlineData(TransportPath.Channel, 10, 11)]
    [InlineData(TransportPath.Channel, 0, 1)]
    public async Task A_marshaller_that_writes_another_length_than_it_said_fails_its_call_alone(
        TransportPath path, int said, int written)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
        Method<byte[], byte[]> wrong = With((_, context) =>
        {
            context.SetPayloadLength(said);
            context.GetBufferWriter().Write(new byte[written]);
            context.Complete();
        });

        Assert.Equal(StatusCode.Internal, transport.Fail(wrong, []).StatusCode);
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Channel)]
    public async Task A_marshaller_that_fails_fails_its_call_alone(TransportPath path)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
        var reads = new Method<byte[], byte[]>(
            MethodType.Unary, "test.Raw", "Echo", RawMethods.Bytes, new Marshaller<byte[]>(_ => [], _ => throw new FormatException("strange")));

        Assert.Contains("odd", transport.Fail(With((_, _) => throw new FormatException("odd")), []).Status.Detail, StringComparison.Ordinal);
        Assert.Contains("strange", transport.Fail(reads, []).Status.Detail, StringComparison.Ordinal);
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    private static Method<byte[], byte[]> With(Action<byte[], SerializationContext> write) => new(
        MethodType.Unary, "test.Raw", "Echo", new Marshaller<byte[]>(write, _ => []), RawMethods.Bytes);

    private static void Write(string style, byte[] message, SerializationContext context)
    {
        switch (style)
        {
            case "array":
                context.Complete(message);
                return;
            case "length alone":
                context.SetPayloadLength(0);
                context.Complete();
                return;
            case "no length":
                break;
            default:
                context.SetPayloadLength(message.Length);
                break;
        }

        IBufferWriter<byte> output = context.GetBufferWriter();
        for (int written = 0; written < message.Length;)
        {
            int hint = style == "large hints" ? 50_000 : 0;
            Span<byte> span = style == "memory" ? output.GetMemory().Span : output.GetSpan(hint);
            Assert.True(span.Length >= Math.Max(hint, 1));
            int count = Math.Min(style == "single bytes" ? 1 : span.Length, message.Length - written);
            message.AsSpan(written, count).CopyTo(span);
            output.Advance(count);
            written += count;
        }

        context.Complete();
    }
}
