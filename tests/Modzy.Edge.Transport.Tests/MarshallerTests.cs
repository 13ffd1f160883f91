using System.Buffers;
using Grpc.Core;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Marshallers write in many ways; all that gRPC allows arrive.</summary>
public sealed class MarshallerTests
{
    private static readonly byte[] _message = RawMethods.Pattern(300_000);

    public static TheoryData<string> Styles => ["array", "no length", "single bytes", "large hints", "memory", "length alone"];

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Every_way_to_write_arrives(string style)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(EdgeTransportKind.Direct, server.Endpoint);
        byte[] expected = style == "length alone" ? [] : _message;

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected, transport.Call(With((_, context) => Write(style, context)), []));
        }
    }

    [Theory]
    [InlineData(10, 9)]
    [InlineData(10, 11)]
    [InlineData(0, 1)]
    public async Task A_marshaller_that_writes_another_length_than_it_said_fails_its_call_alone(int said, int written)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(EdgeTransportKind.Direct, server.Endpoint);
        Method<byte[], byte[]> wrong = With((_, context) =>
        {
            context.SetPayloadLength(said);
            context.GetBufferWriter().Write(new byte[written]);
            context.Complete();
        });

        Assert.Equal(StatusCode.Internal, transport.Fail(wrong, []).StatusCode);
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    [Fact]
    public async Task A_marshaller_that_fails_fails_its_call_alone()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(EdgeTransportKind.Direct, server.Endpoint);
        var reads = new Method<byte[], byte[]>(
            MethodType.Unary, "test.Raw", "Echo", RawMethods.Bytes, new Marshaller<byte[]>(_ => [], _ => throw new FormatException("strange")));

        Assert.Contains("odd", transport.Fail(With((_, _) => throw new FormatException("odd")), []).Status.Detail, StringComparison.Ordinal);
        Assert.Contains("strange", transport.Fail(reads, []).Status.Detail, StringComparison.Ordinal);
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    private static Method<byte[], byte[]> With(Action<byte[], SerializationContext> write) => new(
        MethodType.Unary, "test.Raw", "Echo", new Marshaller<byte[]>(write, _ => []), RawMethods.Bytes);

    private static void Write(string style, SerializationContext context)
    {
        switch (style)
        {
            case "array":
                context.Complete(_message);
                return;
            case "length alone":
                context.SetPayloadLength(0);
                context.Complete();
                return;
            case "no length":
                break;
            default:
                context.SetPayloadLength(_message.Length);
                break;
        }

        IBufferWriter<byte> output = context.GetBufferWriter();
        for (int written = 0; written < _message.Length;)
        {
            int hint = style == "large hints" ? 50_000 : 0;
            Span<byte> span = style == "memory" ? output.GetMemory().Span : output.GetSpan(hint);
            Assert.True(span.Length >= Math.Max(hint, 1));
            int count = Math.Min(style == "single bytes" ? 1 : span.Length, _message.Length - written);
            _message.AsSpan(written, count).CopyTo(span);
            output.Advance(count);
            written += count;
        }

        context.Complete();
    }
}
