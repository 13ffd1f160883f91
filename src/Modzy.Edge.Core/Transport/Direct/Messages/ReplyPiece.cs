using System.Buffers;
using System.Runtime.InteropServices;
using Modzy.Edge.Headroom;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// A part of a large reply. Parsers ask for its content as they come to it, which is where they are stopped when their time is over
/// or what they make of the reply takes too much memory.
/// </summary>
internal sealed unsafe class ReplyPiece : MemoryManager<byte>
{
    /// <summary>
    /// How many bytes a parser may make of one: the smallest message is two bytes on the wire, and an object and a place in a list
    /// in memory.
    /// </summary>
    private const int Growth = 16;

    private readonly ReplyBuffer _owner;
    private readonly int _length;
    private byte* _bytes;

    /// <exception cref="OutOfMemoryException">There is no memory for it.</exception>
    public ReplyPiece(ReplyBuffer owner, int length)
    {
        _owner = owner;
        _length = length;
        _bytes = (byte*)NativeMemory.Alloc((nuint)length);
    }

    /// <summary>The content, to be written.</summary>
    public Span<byte> Bytes => new(_bytes, _length);

    public override Memory<byte> Memory => CreateMemory(_length);

    /// <summary>The content, to be read.</summary>
    /// <exception cref="TimeoutException">The call's deadline has passed.</exception>
    /// <exception cref="MemoryShortageException">There is no memory for what may become of it.</exception>
    public override Span<byte> GetSpan()
    {
        if (_owner.Deadline.IsPast)
        {
            throw new TimeoutException();
        }

        MemoryHeadroom.Take((long)Growth * _length, "What the response contains");
        return Bytes;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_bytes + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
    }
}
