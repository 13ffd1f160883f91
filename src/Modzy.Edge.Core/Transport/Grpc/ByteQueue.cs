using System.Buffers;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>A first-in, first-out queue of bytes in pooled pieces, none of which is on the large object heap.</summary>
internal sealed class ByteQueue : IBufferWriter<byte>
{
    private const int PieceLength = 32 * 1024;

    private readonly Queue<byte[]> _pieces = new();
    private byte[]? _last;

    /// <summary>The first unread byte of the first piece.</summary>
    private int _start;

    /// <summary>The end of the bytes in the last piece.</summary>
    private int _end;

    public int Count { get; private set; }

    /// <summary>The next bytes, as far as they are contiguous.</summary>
    public ReadOnlySpan<byte> First =>
        Count == 0 ? [] : _pieces.Peek().AsSpan(_start..(_pieces.Count == 1 ? _end : PieceLength));

    /// <summary>Where the next bytes can be written; then call <see cref="Advance"/>.</summary>
    public Span<byte> Room
    {
        get
        {
            if (_last is null || _end == PieceLength)
            {
                _last = ArrayPool<byte>.Shared.Rent(PieceLength);
                _pieces.Enqueue(_last);
                _end = 0;
            }

            return _last.AsSpan(_end..PieceLength);
        }
    }

    public void Advance(int count)
    {
        _end += count;
        Count += count;
    }

    /// <summary>For messages, which write themselves in spans of any length.</summary>
    public Span<byte> GetSpan(int sizeHint = 0) => sizeHint <= Room.Length ? Room : throw new NotSupportedException();

    /// <inheritdoc cref="GetSpan"/>
    public Memory<byte> GetMemory(int sizeHint = 0) =>
        sizeHint <= Room.Length ? _last.AsMemory(_end..PieceLength) : throw new NotSupportedException();

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> room = Room;
            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Removes bytes of <see cref="First"/>.</summary>
    public void Consume(int count)
    {
        Count -= count;
        _start += count;
        if (Count == 0 && _pieces.Count == 1)
        {
            // The piece is kept for the next bytes.
            _start = _end = 0;
        }
        else if (_start == PieceLength)
        {
            ArrayPool<byte>.Shared.Return(_pieces.Dequeue());
            _start = 0;
        }
    }

    /// <summary>Removes all bytes and returns the memory.</summary>
    public void Clear()
    {
        foreach (byte[] piece in _pieces)
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        _pieces.Clear();
        _last = null;
        _start = _end = Count = 0;
    }
}
