namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>A header block that comes in several frames.</summary>
internal sealed class HeaderBlock
{
    /// <summary>In bytes as they come; decoded it may be as large, see <see cref="Preface.MaxHeaderListBytes"/>.</summary>
    private const int MaxBytes = Preface.MaxHeaderListBytes;

    /// <summary>A peer that fills its frames needs four.</summary>
    private const int MaxFragments = 64;

    private byte[] _bytes = [];
    private int _count;
    private int _fragments;

    /// <summary>The stream whose block is not complete, or 0.</summary>
    public int StreamId { get; private set; }

    /// <summary>Whether the stream ends with this block.</summary>
    public bool EndStream { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    public void Begin(FrameHeader header, ReadOnlySpan<byte> fragment)
    {
        StreamId = header.StreamId;
        EndStream = header.EndStream;
        _count = 0;
        _fragments = 0;
        Add(fragment);
    }

    public void Add(ReadOnlySpan<byte> fragment)
    {
        if (++_fragments > MaxFragments || _count + fragment.Length > MaxBytes)
        {
            throw new Http2Exception(Http2Error.EnhanceYourCalm, $"a header block is larger than {MaxBytes} bytes");
        }

        if (_bytes.Length < _count + fragment.Length)
        {
            Array.Resize(ref _bytes, _count + fragment.Length);
        }

        fragment.CopyTo(_bytes.AsSpan(_count));
        _count += fragment.Length;
    }

    /// <summary>The block has been decoded; its memory is given up, it is hardly ever needed.</summary>
    public void End()
    {
        StreamId = 0;
        _bytes = [];
    }
}
