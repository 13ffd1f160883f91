using System.Buffers;

namespace Modzy.Edge.Benchmarks;

/// <summary>Offers spans of the length of a DATA frame, and forgets what is written into them.</summary>
internal sealed class DiscardingWriter : IBufferWriter<byte>
{
    private readonly byte[] _frame = new byte[16 * 1024];

    public long Written { get; private set; }

    public void Advance(int count) => Written += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => _frame;

    public Span<byte> GetSpan(int sizeHint = 0) => _frame;
}
