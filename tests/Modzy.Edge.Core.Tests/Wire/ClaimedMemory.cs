using System.Buffers;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>Memory that has a length, and nothing that could be read.</summary>
internal sealed class ClaimedMemory : MemoryManager<byte>
{
    public static ReadOnlyMemory<byte> Of(int length) => new ClaimedMemory().CreateMemory(length);

    public override Span<byte> GetSpan() => throw new InvalidOperationException("The memory was read.");

    public override MemoryHandle Pin(int elementIndex = 0) => throw new InvalidOperationException("The memory was pinned.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
