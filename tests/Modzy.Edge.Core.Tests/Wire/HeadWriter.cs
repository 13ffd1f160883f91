using System.Buffers;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>Keeps the first bytes of what is written, and counts the rest.</summary>
internal sealed class HeadWriter : IBufferWriter<byte>
{
    private const int HeadLength = 256;

    private readonly byte[] _memory = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _head = new();

    public byte[] Head => _head.WrittenSpan.ToArray();

    public long Length { get; private set; }

    public void Advance(int count)
    {
        _head.Write(_memory.AsSpan(0, Math.Min(count, HeadLength - _head.WrittenCount)));
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _memory;

    public Span<byte> GetSpan(int sizeHint = 0) => _memory;
}
