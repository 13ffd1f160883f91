namespace Modzy.Edge.Transport.Http2;

/// <summary>Received bytes, from which complete frames are taken.</summary>
internal sealed class ReceiveBuffer
{
    private const int Capacity = 64 * 1024;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private int _start;
    private int _end;

    /// <summary>Receives the next bytes. Never empty after all complete frames were taken.</summary>
    public Span<byte> Free
    {
        get
        {
            if (_start == _end)
            {
                _start = _end = 0;
            }
            else if (Capacity - _end < FrameHeader.Size + FrameHeader.DefaultMaxLength)
            {
                _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
                _end -= _start;
                _start = 0;
            }

            return _bytes.AsSpan(_end);
        }
    }

    /// <summary>The bytes not taken yet.</summary>
    public ReadOnlySpan<byte> Waiting => _bytes.AsSpan(_start, _end - _start);

    public void Received(int count) => _end += count;

    /// <summary>Takes the next frame if it is complete.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Its payload, valid until <see cref="Free"/> is read.</param>
    /// <exception cref="Http2Exception">It is larger than SETTINGS_MAX_FRAME_SIZE.</exception>
    public bool TryTake(out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        header = default;
        if (_end - _start < FrameHeader.Size)
        {
            return false;
        }

        header = FrameHeader.Read(_bytes.AsSpan(_start));
        if (header.Length > FrameHeader.DefaultMaxLength)
        {
            throw new Http2Exception(
                Http2Error.FrameSizeError, $"a frame of {header.Length} bytes is larger than the client accepts");
        }

        if (_end - _start < FrameHeader.Size + header.Length)
        {
            return false;
        }

        payload = _bytes.AsSpan(_start + FrameHeader.Size, header.Length);
        _start += FrameHeader.Size + header.Length;
        return true;
    }
}
