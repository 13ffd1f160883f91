using System.Buffers;
using System.Text;
using Grpc.Core;

namespace Modzy.Edge.Transport.Tests.Servers;

/// <summary>Methods whose messages are plain bytes: the transport is what is tested.</summary>
internal static class RawMethods
{
    /// <summary>
    /// Writes as the client's own marshallers do: the length first, then spans of whatever size is offered.
    /// </summary>
    public static Marshaller<byte[]> Bytes { get; } = new(
        static (message, context) =>
        {
            context.SetPayloadLength(message.Length);
            context.GetBufferWriter().Write(message);
            context.Complete();
        },
        static context => context.PayloadAsReadOnlySequence().ToArray());

    /// <summary>Answers with the request.</summary>
    public static Method<byte[], byte[]> Echo { get; } = Unary("Echo");

    /// <summary>A method that only reads, by its name.</summary>
    public static Method<byte[], byte[]> GetEcho { get; } = Unary("GetEcho");

    /// <summary>Answers with the number of bytes and their sum.</summary>
    public static Method<byte[], byte[]> Sum { get; } = Unary("Sum");

    /// <summary>Answers with as many bytes as the request, a number in text, says.</summary>
    public static Method<byte[], byte[]> Produce { get; } = Unary("Produce");

    /// <summary>Fails with the status and text of the request, "5 text".</summary>
    public static Method<byte[], byte[]> Fail { get; } = Unary("Fail");

    /// <summary>
    /// Answers after the time of the request, milliseconds in text, or never if the call is cancelled before.
    /// </summary>
    public static Method<byte[], byte[]> Wait { get; } = Unary("Wait");

    /// <summary>Answers with the value of the header "question".</summary>
    public static Method<byte[], byte[]> Header { get; } = Unary("Header");

    /// <summary>Counts how often a request came, by its text: see <see cref="RawService.TimesOf"/>.</summary>
    public static Method<byte[], byte[]> Record { get; } = Unary("Record");

    /// <summary>No server has it.</summary>
    public static Method<byte[], byte[]> Missing { get; } = Unary("Missing");

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] SumOf(byte[] bytes)
    {
        long sum = 0;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        return Text($"{bytes.Length} {sum}");
    }

    /// <summary>Bytes that differ from their neighbours.</summary>
    public static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)((i * 31) ^ (i >> 8));
        }

        return bytes;
    }

    private static Method<byte[], byte[]> Unary(string name) => new(MethodType.Unary, "test.Raw", name, Bytes, Bytes);
}
