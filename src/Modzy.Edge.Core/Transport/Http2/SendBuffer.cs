using System.Buffers;
using System.Buffers.Binary;

namespace Modzy.Edge.Transport.Http2;

/// <summary>Frames to send.</summary>
internal sealed class SendBuffer
{
    /// <summary>Fits a small request. Each connection keeps one.</summary>
    private const int SmallSize = 64 * 1024;

    /// <summary>
    /// For large requests, rented. It bounds what one system call sends: the peer is woken by each, so that fewer are
    /// better, and larger ones were not faster.
    /// </summary>
    private const int LargeSize = 512 * 1024;

    /// <summary>Reserved for control frames while DATA fills the rest.</summary>
    private const int ControlRoom = 1024;

    private readonly byte[] _small = GC.AllocateUninitializedArray<byte>(SmallSize, pinned: true);
    private byte[] _bytes;
    private int _start;
    private int _end;

    public SendBuffer() => _bytes = _small;

    /// <summary>How many bytes were ever written.</summary>
    public long Written { get; private set; }

    /// <summary>How many of them the kernel has taken.</summary>
    public long Sent => Written - (_end - _start);

    public bool IsEmpty => _start == _end;

    public ReadOnlySpan<byte> Pending => _bytes.AsSpan(_start, _end - _start);

    /// <summary>The longest DATA payload that fits.</summary>
    public int DataRoom => _bytes.Length - ControlRoom - _end - FrameHeader.Size;

    /// <summary>Whether RST_STREAM or WINDOW_UPDATE fits. Optional frames are left out otherwise.</summary>
    public bool HasRoomForNumber => _bytes.Length - _end >= FrameHeader.Size + sizeof(uint);

    /// <summary>Whether a PING frame fits.</summary>
    public bool HasRoomForPing => _bytes.Length - _end >= FrameHeader.Size + sizeof(ulong);

    /// <summary>Switches to a large buffer if a request of this length needs it.</summary>
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

    /// <summary>Returns the large buffer and discards what was not sent.</summary>
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

    /// <summary>Writes a frame other than DATA.</summary>
    /// <exception cref="Http2Exception">The buffer is full: the peer sends frames that need a reply, and does not read
    /// the replies.</exception>
    public void WriteFrame(FrameType type, FrameFlags flags, int streamId, ReadOnlySpan<byte> payload)
    {
        if (_bytes.Length - _end < FrameHeader.Size + payload.Length)
        {
            throw new Http2Exception(Http2Error.EnhanceYourCalm, "the peer sends PINGs or SETTINGS and does not read the acknowledgements");
        }

        new FrameHeader(payload.Length, type, flags, streamId).Write(_bytes.AsSpan(_end));
        payload.CopyTo(_bytes.AsSpan(_end + FrameHeader.Size));
        Added(FrameHeader.Size + payload.Length);
    }

    /// <summary>Writes RST_STREAM or WINDOW_UPDATE.</summary>
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
    /// A part of the payload of the next DATA frame, which <see cref="EndData"/> writes. Nothing else may be written
    /// meanwhile.
    /// </summary>
    public Span<byte> Data(int start, int end) => _bytes.AsSpan(_end + FrameHeader.Size + start, end - start);

    /// <summary>Writes the header of a DATA frame whose payload was written to <see cref="Data"/>.</summary>
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
