using System.Numerics;

namespace Modzy.Edge.Payloads;

/// <summary>Sizes of protobuf fields, in 64 bits: what does not fit one message must be counted nevertheless.</summary>
internal static class ProtoSize
{
    /// <summary>A boolean field (1 to 15) that is true; one that is false is not sent.</summary>
    public const int True = 2;

    public static byte LengthDelimitedTag(int field) => (byte)((field << 3) | 2);

    public static byte VarintTag(int field) => (byte)(field << 3);

    /// <summary>7 bits to the byte.</summary>
    public static int Varint(ulong value) => value < 0x80 ? 1 : (BitOperations.Log2(value) / 7) + 1;

    /// <summary>A field that has a length, with its tag of one byte (fields 1 to 15), length and content.</summary>
    public static long LengthDelimited(long length) => 1 + Varint((ulong)length) + length;

    /// <summary>An entry of a map without its own tag and length: a key, and a value that has a length.</summary>
    public static long Entry(long keyLength, long valueLength) => LengthDelimited(keyLength) + LengthDelimited(valueLength);

    /// <summary>4 characters for each 3 bytes begun.</summary>
    public static long Base64(long bytes) => (bytes + 2) / 3 * 4;
}
