using System.Buffers;
using System.Buffers.Binary;

namespace Modzy.Edge.Transport.Http2;

/// <summary>Frames on their way to the socket.</summary>
internal sealed class SendBuffer
{
    /// <summary>Enough for a small request as a whole. Each connection has it for good.</summary>
    private const int SmallSize = 64 * 1024;

    /// <summary>
    /// For large requests, shared by all connections. What one system call sends at most: the peer is woken for each, so
    /// that few are better, and beyond this they become no faster.
    /// </summary>
    private const int LargeSize = 512 * 1024;

    /// <summary>Room for the small frames that answer the peer's while the rest is full.</summary>
    private const int ControlRoom = 1024;

    private readonly byte[] _small = GC.AllocateUninitializedArray<byte>(SmallSize, pinned: true);
    private byte[] _bytes;
    private int _start;
    private int _end;

    public SendBuffer() => _bytes = _small;

    /// <summary>All the bytes that were ever written.</summary>
    public long Written { get; private set; }

    /// <summary>Those of them that were handed to the system.</summary>
    public long Sent => Written - (_end - _start);

    public bool IsEmpty => _start == _end;

    public ReadOnlySpan<byte> Pending => _bytes.AsSpan(_start, _end - _start);

    /// <summary>The longest DATA payload that there is room for.</summary>
    public int DataRoom => _bytes.Length - ControlRoom - _end - FrameHeader.Size;

    /// <summary>Whether a frame whose payload is a number fits. What is said in one out of courtesy need not be said.</summary>
    public bool HasRoomForNumber => _bytes.Length - _end >= FrameHeader.Size + sizeof(uint);

    /// <summary>Whether a PING frame fits.</summary>
    public bool HasRoomForPing => _bytes.Length - _end >= FrameHeader.Size + sizeof(ulong);

    /// <summary>Makes room for as much as is useful of a request that is to be written.</summary>
    public void Reserve(int length)
    {
        if (length > DataRoom && _bytes == _small)
        {
            byte[] large = ArrayPool<byte>.Shared.Rent(LargeSize);
            ReadOnlySpan<byte> pending = Pending;
            pending.CopyTo(large);
            _bytes = large;
            _start = 0;
            _end = pending.Length;
        }
    }

    /// <summary>Gives back what is more than a small request needs, and with it what was not sent.</summary>
    public void Release()
    {
        if (_bytes != _small)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = _small;
        }

        _start = _end = 0;
    }

    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Writes what is no DATA frame.</summary>
    /// <exception cref="Http2Exception">There is no room: the peer asks for answers that it does not receive.</exception>
    public void WriteFrame(FrameType type, FrameFlags flags, int streamId, ReadOnlySpan<byte> payload)
    {
        if (_bytes.Length - _end < FrameHeader.Size + payload.Length)
        {
            throw new Http2Exception(Http2Error.EnhanceYourCalm, "the peer asks for more answers than it receives");
        }

        new FrameHeader(payload.Length, type, flags, streamId).Write(_bytes.AsSpan(_end));
        payload.CopyTo(_bytes.AsSpan(_end + FrameHeader.Size));
        Added(FrameHeader.Size + payload.Length);
    }

    /// <summary>Writes a frame whose payload is a number.</summary>
    public void WriteFrame(FrameType type, int streamId, uint value)
    {
        Span<byte> payload = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(payload, value);
        WriteFrame(type, FrameFlags.None, streamId, payload);
    }

    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_end));
        Added(bytes.Length);
    }

    /// <summary>
    /// A part of the next DATA frame's payload. It becomes part of the buffer by <see cref="EndData"/>; until then
    /// nothing else may be written.
    /// </summary>
    public Span<byte> Data(int start, int end) => _bytes.AsSpan(_end + FrameHeader.Size + start, end - start);

    /// <summary>Writes a DATA frame whose payload is in its place.</summary>
    public void EndData(int length, int streamId, bool endStream)
    {
        new FrameHeader(length, FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId)
            .Write(_bytes.AsSpan(_end));
        Added(FrameHeader.Size + length);
    }

    private void Added(int count)
    {
        _end += count;
        Written += count;
    }
}
