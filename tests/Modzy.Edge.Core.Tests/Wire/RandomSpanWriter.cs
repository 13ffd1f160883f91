using System.Buffers;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>
/// A buffer writer that lends spans of random lengths from one byte up, and is strict about their use.
/// </summary>
internal sealed class RandomSpanWriter(int seed, int longest) : IBufferWriter<byte>
{
    private readonly Random _random = new(seed);
    private readonly byte[] _memory = new byte[longest];
    private readonly ArrayBufferWriter<byte> _content = new();
    private int _lent;

    public byte[] Content => _content.WrittenSpan.ToArray();

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        // Whoever asks for a length could not make do with one byte.
        Assert.Equal(0, sizeHint);
        _lent = _random.Next(1, longest + 1);
        Array.Fill(_memory, (byte)0xCC);
        return _memory.AsMemory(0, _lent);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        Assert.InRange(count, 0, _lent);
        _content.Write(_memory.AsSpan(0, count));
        _lent = 0;
    }
}
