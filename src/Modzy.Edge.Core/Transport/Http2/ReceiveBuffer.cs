namespace Modzy.Edge.Transport.Http2;

/// <summary>Bytes from the socket, taken as whole frames.</summary>
internal sealed class ReceiveBuffer
{
    private const int Capacity = 64 * 1024;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private int _start;
    private int _end;

    /// <summary>Where the next bytes go. Never empty when all whole frames have been taken.</summary>
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

    /// <summary>What has not been taken yet.</summary>
    public ReadOnlySpan<byte> Waiting => _bytes.AsSpan(_start, _end - _start);

    public void Received(int count) => _end += count;

    /// <summary>Takes the next frame if it is there as a whole.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Its payload, valid until <see cref="Free"/> is asked for.</param>
    /// <exception cref="Http2Exception">It is larger than was announced.</exception>
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
