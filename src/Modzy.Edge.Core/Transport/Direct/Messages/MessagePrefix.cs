using System.Buffers.Binary;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>What gRPC puts before a message: whether it is compressed, and its length.</summary>
internal static class MessagePrefix
{
    public const int Length = 5;

    /// <summary>Writes the prefix of a message that is not compressed.</summary>
    public static void Write(Span<byte> prefix, int messageLength)
    {
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], messageLength);
    }

    public static uint ReadLength(ReadOnlySpan<byte> prefix) => BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
}
