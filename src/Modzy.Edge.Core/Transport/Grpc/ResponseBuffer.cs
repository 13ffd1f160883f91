using System.Buffers;
using System.Runtime.InteropServices;
using Grpc.Core;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// A reply as it comes in. A small one lies in memory that is kept for the next; a large one in pieces of native memory, which are
/// given back after use. Memory follows what was received, not what the peer says it will send.
/// </summary>
internal sealed class ResponseBuffer
{
    private const int KeptLength = 4 * 1024;
    private const int LargestPiece = MemoryHeadroom.Large;

    private readonly byte[] _first = new byte[KeptLength];
    private readonly List<ResponseSegment> _more = [];
    private int _used;

    /// <summary>For the pieces of a call that nobody ended. The constructor may have failed, for want of memory.</summary>
    ~ResponseBuffer()
    {
        if (_more is not null)
        {
            Clear();
        }
    }

    public int Length { get; private set; }

    /// <summary>Until when the reply is of use: who reads it later gets a <see cref="TimeoutException"/>.</summary>
    public Deadline Deadline { get; private set; } = Deadline.Never;

    public void Clear() => Clear(Deadline.Never);

    /// <param name="deadline">Until when the next reply is of use.</param>
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

    /// <param name="data">What has come.</param>
    /// <param name="expected">How much more than that is said to come.</param>
    /// <exception cref="OutOfMemoryException">There is no memory for it.</exception>
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

    /// <summary>The reply. Valid until <see cref="Clear()"/>.</summary>
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
/// A part of a large reply. Parsers ask for its content as they come to it, which is where they are stopped when their time is over
/// or what they make of the reply takes too much memory.
/// </summary>
internal sealed unsafe class ResponseSegment : MemoryManager<byte>
{
    /// <summary>
    /// How many bytes a parser may make of one: the smallest message is two bytes on the wire, and an object and a place in a list
    /// in memory.
    /// </summary>
    private const int Growth = 16;

    private readonly ResponseBuffer _owner;
    private readonly int _length;
    private byte* _bytes;

    /// <exception cref="OutOfMemoryException">There is no memory for it.</exception>
    public ResponseSegment(ResponseBuffer owner, int length)
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

/// <summary>Shows a reply to its marshaller, without a copy.</summary>
internal sealed class ResponseContext(ResponseBuffer reply) : DeserializationContext
{
    public override int PayloadLength => reply.Length;

    public override byte[] PayloadAsNewBuffer() => reply.AsSequence().ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => reply.AsSequence();
}
