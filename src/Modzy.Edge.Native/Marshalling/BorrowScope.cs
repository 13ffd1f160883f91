using System.Buffers;
using System.Runtime.InteropServices;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>The memory of the caller that a call borrows. Disposing ends all borrows.</summary>
internal sealed unsafe class BorrowScope : IDisposable
{
    /// <summary>The flag EDGE_PIECES of a size: the data is an array of pieces, and the other bits are their
    /// number.</summary>
    private static readonly nuint _inPieces = ~(nuint.MaxValue >> 1);

    /// <summary>Larger counts are uninitialised memory.</summary>
    private const int LargestCount = int.MaxValue / 64;

    private BorrowedMemory? _latest;

    /// <exception cref="EdgeException">The data is NULL, or larger than a message.</exception>
    /// <param name="data">The bytes, or an array of pieces.</param>
    /// <param name="size">The number of bytes, or EDGE_PIECES with the number of pieces.</param>
    /// <param name="path">The name of the input, formatted for the error only.</param>
    public ReadOnlySequence<byte> Borrow<TPath>(void* data, nuint size, TPath path)
        where TPath : notnull => (size & _inPieces) == 0
            ? new ReadOnlySequence<byte>(BorrowPiece(data, size, path))
            : BorrowPieces((NativePiece*)data, size & ~_inPieces, Join(path, "data"), Join(path, "size"));

    /// <summary>Borrows bytes that are not in pieces.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="size">Their number.</param>
    /// <param name="parameter">The name of the pointer; that of the size ends with _size.</param>
    /// <exception cref="EdgeException">The bytes are NULL, or too many.</exception>
    public ReadOnlyMemory<byte> BorrowBytes(void* data, nuint size, string parameter)
    {
        if (data == null && size > 0)
        {
            throw EdgeException.InvalidArgument(parameter, $"is NULL, but {parameter}_size is {size}; give the bytes, or size 0.");
        }

        return size <= LargestCount ? BorrowPiece(data, size, parameter) : throw EdgeException.InvalidArgument(
            $"{parameter}_size", $"is {size}, which cannot be right; check what was passed.");
    }

    /// <summary>Borrows a NUL-terminated text without a copy; empty for NULL.</summary>
    public ReadOnlyMemory<byte> BorrowText(byte* text) => BorrowPiece(
        text, (nuint)MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).Length, "text");

    private ReadOnlyMemory<byte> BorrowPiece<TPath>(void* data, nuint size, TPath path)
        where TPath : notnull
    {
        if (size == 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        if (data == null)
        {
            throw EdgeException.InvalidArgument(
                Join(path, "data"), $"is NULL, but {Join(path, "size")} is {size}; give the bytes, or size 0.");
        }

        if (size > int.MaxValue)
        {
            throw MessageLimit.InputTooLarge(Join(path, "size"), size);
        }

        _latest = new BorrowedMemory((byte*)data, (int)size, before: _latest);
        return _latest.Memory;
    }

    private ReadOnlySequence<byte> BorrowPieces(NativePiece* pieces, nuint count, string dataPath, string sizePath)
    {
        if (count > LargestCount)
        {
            throw EdgeException.InvalidArgument(sizePath, $"is EDGE_PIECES({count}), which cannot be right; check what was passed.");
        }

        ArrayArguments.Check(pieces, count, dataPath, sizePath);
        Segment? first = null, last = null;
        for (nuint i = 0; i < count; i++)
        {
            ReadOnlyMemory<byte> piece = BorrowPiece(pieces[i].Data, pieces[i].Size, $"{dataPath}[{i}]");
            last = new Segment(piece, last);
            first ??= last;
            if (last.End > int.MaxValue)
            {
                throw MessageLimit.InputTooLarge(sizePath, (ulong)last.End);
            }
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    public void Dispose()
    {
        for (BorrowedMemory? borrowed = _latest; borrowed is not null; borrowed = borrowed.Before)
        {
            borrowed.Revoke();
        }
    }

    private static string Join<TPath>(TPath path, string member)
        where TPath : notnull => path.ToString() is { Length: > 0 } name ? $"{name}.{member}" : member;

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            RunningIndex = before?.End ?? 0;
            before?.Next = this;
        }

        /// <summary>The number of bytes up to the end of this segment.</summary>
        public long End => RunningIndex + Memory.Length;
    }
}

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
