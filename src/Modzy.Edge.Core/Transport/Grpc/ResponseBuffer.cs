using System.Buffers;
using System.Runtime.InteropServices;
using Grpc.Core;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// A response message while it is received. A small one uses a buffer that is reused; a large one uses segments of
/// native memory. Memory grows with what was received, not with the announced length.
/// </summary>
internal sealed class ResponseBuffer
{
    private const int KeptLength = 4 * 1024;
    private const int LargestPiece = MemoryHeadroom.Large;

    private readonly byte[] _first = new byte[KeptLength];
    private readonly List<ResponseSegment> _more = [];
    private int _used;

    /// <summary>Frees the segments of abandoned calls. The constructor may have run out of memory.</summary>
    ~ResponseBuffer()
    {
        if (_more is not null)
        {
            Clear();
        }
    }

    public int Length { get; private set; }

    /// <summary>The call's deadline: reading a segment after it throws <see cref="TimeoutException"/>.</summary>
    public Deadline Deadline { get; private set; } = Deadline.Never;

    public void Clear() => Clear(Deadline.Never);

    /// <param name="deadline">The deadline of the next call.</param>
    public void Clear(Deadline deadline)
    {
        foreach (ResponseSegment piece in _more)
        {
            ((IDisposable)piece).Dispose();
        }

        _more.Clear();
        _used = 0;
        Length = 0;
        Deadline = deadline;
    }

    /// <param name="data">What was received.</param>
    /// <param name="expected">How many more bytes are announced.</param>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public void Append(ReadOnlySpan<byte> data, int expected)
    {
        while (!data.IsEmpty)
        {
            Span<byte> current = _more.Count == 0 ? _first : _more[^1].Bytes;
            if (_used == current.Length)
            {
                NextPiece((int)Math.Min((long)data.Length + expected, int.MaxValue));
                continue;
            }

            int count = Math.Min(current.Length - _used, data.Length);
            data[..count].CopyTo(current[_used..]);
            _used += count;
            Length += count;
            data = data[count..];
        }
    }

    /// <summary>The message. Valid until <see cref="Clear()"/>.</summary>
    public ReadOnlySequence<byte> AsSequence()
    {
        if (_more.Count == 0)
        {
            return new ReadOnlySequence<byte>(_first, 0, _used);
        }

        var first = new Segment(_first);
        Segment last = first;
        foreach (ResponseSegment piece in _more)
        {
            last = last.Append(piece.Memory);
        }

        return new ReadOnlySequence<byte>(first, 0, last, _used);
    }

    private void NextPiece(int wanted)
    {
        int length = Math.Min(wanted, Math.Clamp(2 * Math.Min(Length, LargestPiece), KeptLength, LargestPiece));
        MemoryHeadroom.Take(length, "The response");
        _more.Add(new ResponseSegment(this, length));
        _used = 0;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}

/// <summary>
/// A part of a large message. A parser gets its span when it reaches the segment: there it is stopped when the deadline
/// has passed or the parsed objects could take too much memory.
/// </summary>
internal sealed unsafe class ResponseSegment : MemoryManager<byte>
{
    /// <summary>
    /// The memory of parsed objects for each byte on the wire: the smallest submessage has two bytes, and becomes an
    /// object and an element of a list.
    /// </summary>
    private const int Growth = 16;

    private readonly ResponseBuffer _owner;
    private readonly int _length;
    private byte* _bytes;

    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public ResponseSegment(ResponseBuffer owner, int length)
    {
        _owner = owner;
        _length = length;
        _bytes = (byte*)NativeMemory.Alloc((nuint)length);
    }

    /// <summary>For writing.</summary>
    public Span<byte> Bytes => new(_bytes, _length);

    public override Memory<byte> Memory => CreateMemory(_length);

    /// <summary>For reading.</summary>
    /// <exception cref="TimeoutException">The call's deadline has passed.</exception>
    /// <exception cref="MemoryShortageException">There may not be enough memory for the parsed objects.</exception>
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

/// <summary>Passes a message to its marshaller without copying it.</summary>
internal sealed class ResponseContext(ResponseBuffer reply) : DeserializationContext
{
    public override int PayloadLength => reply.Length;

    public override byte[] PayloadAsNewBuffer() => reply.AsSequence().ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => reply.AsSequence();
}
