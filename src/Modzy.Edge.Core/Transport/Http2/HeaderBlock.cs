namespace Modzy.Edge.Transport.Http2;

/// <summary>A header block that comes in several frames.</summary>
internal sealed class HeaderBlock
{
    /// <summary>In bytes as they come; decoded it may be as large, see <see cref="ClientPreface.MaxHeaderListBytes"/>.</summary>
    private const int MaxBytes = ClientPreface.MaxHeaderListBytes;

    /// <summary>What is taken of a larger one before the connection ends: the stream it is for has failed at <see cref="MaxBytes"/>.</summary>
    private const int MaxTakenBytes = 1024 * 1024;

    /// <summary>A peer that fills its frames needs far fewer.</summary>
    private const int MaxFragments = 1024;

    private byte[] _bytes = [];
    private int _count;
    private int _taken;
    private int _fragments;

    /// <summary>The stream whose block is not complete, or 0.</summary>
    public int StreamId { get; private set; }

    /// <summary>Whether the stream ends with this block.</summary>
    public bool EndStream { get; private set; }

    /// <summary>Whether it is larger than the client accepts, and was not kept.</summary>
    public bool IsDropped { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <summary>Begins with what a HEADERS frame holds.</summary>
    /// <param name="header">The frame.</param>
    /// <param name="fragment">The part of the block.</param>
    /// <param name="isNeeded">Whether later blocks depend on it, so that all of it has to be kept.</param>
    public void Begin(FrameHeader header, ReadOnlySpan<byte> fragment, bool isNeeded)
    {
        StreamId = header.StreamId;
        EndStream = header.EndStream;
        IsDropped = false;
        _count = _taken = _fragments = 0;
        Add(fragment, isNeeded);
    }

    /// <summary>Adds what a CONTINUATION frame holds.</summary>
    /// <inheritdoc cref="Begin"/>
    public void Add(ReadOnlySpan<byte> fragment, bool isNeeded)
    {
        _taken += fragment.Length;
        if (++_fragments > MaxFragments || _taken > MaxTakenBytes)
        {
            throw new Http2Exception(
                Http2Error.EnhanceYourCalm,
                $"a header block has more than {MaxTakenBytes} bytes or comes in more than {MaxFragments} frames");
        }

        if (IsDropped || (_taken > MaxBytes && !isNeeded))
        {
            IsDropped = true;
            _bytes = [];
            return;
        }

        if (_bytes.Length < _taken)
        {
            Array.Resize(ref _bytes, Math.Max(_taken, Math.Min(2 * _bytes.Length, MaxTakenBytes)));
        }

        fragment.CopyTo(_bytes.AsSpan(_count));
        _count += fragment.Length;
    }

    /// <summary>The block has been decoded; its memory is given up, it is hardly ever needed.</summary>
    public void End()
    {
        StreamId = 0;
        _bytes = [];
        _count = 0;
    }
}
