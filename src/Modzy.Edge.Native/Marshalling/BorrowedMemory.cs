using System.Buffers;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>Memory of the caller as Memory&lt;byte&gt;, for the duration of a call.</summary>
/// <param name="pointer">The first byte.</param>
/// <param name="length">The number of bytes.</param>
/// <param name="before">The previous borrow of the same call: a linked list without a further allocation.</param>
internal sealed unsafe class BorrowedMemory(byte* pointer, int length, BorrowedMemory? before) : MemoryManager<byte>
{
    private byte* _pointer = pointer;
    private int _length = length;

    public BorrowedMemory? Before => before;

    /// <summary>Ends the borrow. Later accesses see an empty span.</summary>
    public void Revoke()
    {
        _length = 0;
        _pointer = null;
    }

    public override Memory<byte> Memory => CreateMemory(_length);

    public override Span<byte> GetSpan() => new(_pointer, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_pointer + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => Revoke();
}
