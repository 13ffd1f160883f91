using System.Buffers;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// A reply as it comes in. A small one lies in memory that is kept for the next; a large one in pieces of native memory, which are
/// given back after use. Memory follows what was received, not what the peer says it will send.
/// </summary>
internal sealed class ReplyBuffer
{
    private const int KeptLength = 4 * 1024;
    private const int LargestPiece = MemoryHeadroom.Large;

    private readonly byte[] _first = new byte[KeptLength];
    private readonly List<ReplyPiece> _more = [];
    private int _used;

    /// <summary>For the pieces of a call that nobody ended. The constructor may have failed, for want of memory.</summary>
    ~ReplyBuffer()
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
        foreach (ReplyPiece piece in _more)
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
        foreach (ReplyPiece piece in _more)
        {
            last = last.Append(piece.Memory);
        }

        return new ReadOnlySequence<byte>(first, 0, last, _used);
    }

    private void NextPiece(int wanted)
    {
        int length = Math.Min(wanted, Math.Clamp(2 * Math.Min(Length, LargestPiece), KeptLength, LargestPiece));
        MemoryHeadroom.Take(length, "The response");
        _more.Add(new ReplyPiece(this, length));
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
