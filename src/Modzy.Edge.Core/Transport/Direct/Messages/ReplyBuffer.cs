using System.Buffers;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// A reply as it comes in. A small one lies in memory that is kept for the next; a large one in pieces, which are given
/// up after use. Memory follows what was received, not what the peer says it will send.
/// </summary>
internal sealed class ReplyBuffer
{
    private const int KeptLength = 4 * 1024;
    private const int LargestPiece = 1024 * 1024;

    private readonly byte[] _first = new byte[KeptLength];
    private readonly List<Piece> _more = [];
    private byte[] _current;
    private int _used;

    public ReplyBuffer() => _current = _first;

    public int Length { get; private set; }

    public void Clear()
    {
        _more.Clear();
        _current = _first;
        _used = 0;
        Length = 0;
    }

    /// <param name="data">What has come.</param>
    /// <param name="expected">How much more than that is said to come.</param>
    public void Append(ReadOnlySpan<byte> data, int expected)
    {
        while (!data.IsEmpty)
        {
            if (_used == _current.Length)
            {
                NextPiece((int)Math.Min((long)data.Length + expected, int.MaxValue));
            }

            int count = Math.Min(_current.Length - _used, data.Length);
            data[..count].CopyTo(_current.AsSpan(_used));
            _used += count;
            Length += count;
            data = data[count..];
        }
    }

    /// <summary>The reply. Valid until <see cref="Clear"/>.</summary>
    public ReadOnlySequence<byte> AsSequence()
    {
        if (_more.Count == 0)
        {
            return new ReadOnlySequence<byte>(_first, 0, _used);
        }

        var first = new Piece(_first);
        Piece last = first;
        foreach (Piece piece in _more)
        {
            last.Append(piece);
            last = piece;
        }

        return new ReadOnlySequence<byte>(first, 0, last, _used);
    }

    private void NextPiece(int wanted)
    {
        int length = Math.Min(wanted, (int)Math.Clamp(2L * Length, KeptLength, LargestPiece));
        _current = GC.AllocateUninitializedArray<byte>(length);
        _more.Add(new Piece(_current));
        _used = 0;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes) => Memory = bytes;

        public void Append(Piece next)
        {
            next.RunningIndex = RunningIndex + Memory.Length;
            Next = next;
        }
    }
}
