using System.Buffers;

namespace Modzy.Edge.Native.Interop;

/// <summary>Memory of the caller's, as memory that the client understands, for as long as a call runs.</summary>
/// <param name="pointer">Where it begins.</param>
/// <param name="length">How many bytes it has.</param>
/// <param name="before">What the same call has borrowed before it.</param>
internal sealed unsafe class BorrowedMemory(byte* pointer, int length, BorrowedMemory? before) : MemoryManager<byte>
{
    private byte* _pointer = pointer;
    private int _length = length;

    public BorrowedMemory? Before => before;

    /// <summary>Ends the loan. What looks at the memory afterwards finds none.</summary>
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
