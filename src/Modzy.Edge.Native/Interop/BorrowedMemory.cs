using System.Buffers;

namespace Modzy.Edge.Native.Interop;

/// <summary>Memory of the caller's, as memory that the client understands, for as long as a call runs.</summary>
internal sealed unsafe class BorrowedMemory(byte* pointer, int length) : MemoryManager<byte>
{
    private byte* _pointer = pointer;
    private int _length = length;

    /// <summary>Ends the loan. What looks at the memory afterwards finds none.</summary>
    public void Revoke()
    {
        _length = 0;
        _pointer = null;
    }

    public override Span<byte> GetSpan() => new(_pointer, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_pointer + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => Revoke();
}
