using System.Buffers;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>Memory that counts how often somebody looks at it.</summary>
internal sealed class WatchedMemory(byte[] content) : MemoryManager<byte>
{
    private int _looks;

    public int Looks => Volatile.Read(ref _looks);

    /// <summary>A sequence asks for it; that is no look at the content.</summary>
    public override Memory<byte> Memory => CreateMemory(content.Length);

    public ReadOnlyMemory<byte> Content => Memory;

    public override Span<byte> GetSpan()
    {
        Interlocked.Increment(ref _looks);
        return content;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new InvalidOperationException("The memory was pinned.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
