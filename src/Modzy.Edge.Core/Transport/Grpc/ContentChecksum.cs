using System.Buffers.Binary;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>The checksum of decompressed content, which the trailer of the compressed form contains.</summary>
internal abstract class ContentChecksum
{
    /// <summary>The length of the content, in bytes.</summary>
    public long Length { get; private set; }

    public void Add(ReadOnlySpan<byte> content)
    {
        Length += content.Length;
        Update(content);
    }

    /// <summary>Whether the trailer of a compressed form, which was read to its end, matches.</summary>
    public abstract bool IsAtEndOf(TailStream compressed);

    protected abstract void Update(ReadOnlySpan<byte> content);
}

/// <summary>CRC-32 and the length (RFC 1952, section 2.3.1).</summary>
internal sealed class GzipChecksum : ContentChecksum
{
    /// <summary>Header, empty block and trailer.</summary>
    private const int LeastLength = 10 + 2 + 8;

    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(
        static value => Remainder((uint)value))];

    private uint _crc = uint.MaxValue;

    public override bool IsAtEndOf(TailStream compressed) =>
        compressed.Length >= LeastLength
        && BinaryPrimitives.ReadUInt32LittleEndian(compressed.Tail) == ~_crc
        && BinaryPrimitives.ReadUInt32LittleEndian(compressed.Tail[4..]) == unchecked((uint)Length);

    protected override void Update(ReadOnlySpan<byte> content)
    {
        uint crc = _crc;
        foreach (byte value in content)
        {
            crc = _table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        _crc = crc;
    }

    private static uint Remainder(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        }

        return value;
    }
}

/// <summary>Adler-32 (RFC 1950, section 2.2).</summary>
internal sealed class ZlibChecksum : ContentChecksum
{
    /// <summary>Header, empty block and trailer.</summary>
    private const int LeastLength = 2 + 2 + 4;
    private const uint Modulus = 65521;

    /// <summary>The most bytes that can be added before 32 bits overflow.</summary>
    private const int Run = 5552;

    private uint _a = 1;
    private uint _b;

    public override bool IsAtEndOf(TailStream compressed) =>
        compressed.Length >= LeastLength
        && BinaryPrimitives.ReadUInt32BigEndian(compressed.Tail[4..]) == ((_b << 16) | _a);

    protected override void Update(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            ReadOnlySpan<byte> run = content[..Math.Min(Run, content.Length)];
            content = content[run.Length..];
            foreach (byte value in run)
            {
                _a += value;
                _b += _a;
            }

            _a %= Modulus;
            _b %= Modulus;
        }
    }
}
