namespace Modzy.Edge.Transport.Http2;

/// <summary>A header block that arrives in HEADERS and CONTINUATION frames.</summary>
internal sealed class HeaderBlock
{
    /// <summary>
    /// The largest encoded block; for the decoded one see <see cref="ClientPreface.MaxHeaderListBytes"/>.
    /// </summary>
    private const int MaxBytes = ClientPreface.MaxHeaderListBytes;

    /// <summary>
    /// How much of a larger block is received before the connection is closed. The stream has failed at
    /// <see cref="MaxBytes"/>.
    /// </summary>
    private const int MaxTakenBytes = 1024 * 1024;

    /// <summary>Far more than a peer needs that fills its frames.</summary>
    private const int MaxFragments = 1024;

    private byte[] _bytes = [];
    private int _count;
    private int _taken;
    private int _fragments;

    /// <summary>The stream of the incomplete block; 0 if there is none.</summary>
    public int StreamId { get; private set; }

    /// <summary>Whether the stream ends with this block.</summary>
    public bool EndStream { get; private set; }

    /// <summary>Whether the block is too large and was dropped.</summary>
    public bool IsDropped { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <summary>Checks the number of frames of a block.</summary>
    /// <exception cref="Http2Exception">It is too large.</exception>
    public static void CheckFragments(int count)
    {
        if (count > MaxFragments)
        {
            throw TooLarge();
        }
    }

    /// <summary>Begins a block with the fragment of a HEADERS frame.</summary>
    /// <param name="header">The frame.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="isNeeded">Whether the block must not be dropped, because later blocks depend on the dynamic
    /// table.</param>
    public void Begin(FrameHeader header, ReadOnlySpan<byte> fragment, bool isNeeded)
    {
        StreamId = header.StreamId;
        EndStream = header.EndStream;
        IsDropped = false;
        _count = _taken = _fragments = 0;
        Add(fragment, isNeeded);
    }

    /// <summary>Adds the fragment of a CONTINUATION frame.</summary>
    /// <inheritdoc cref="Begin"/>
    public void Add(ReadOnlySpan<byte> fragment, bool isNeeded)
    {
        _taken += fragment.Length;
        CheckFragments(++_fragments);
        if (_taken > MaxTakenBytes)
        {
            throw TooLarge();
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

    private static Http2Exception TooLarge() => new(
        Http2Error.EnhanceYourCalm,
        $"a header block has more than {MaxTakenBytes} bytes or comes in more than {MaxFragments} frames");

    /// <summary>Ends the block and releases its memory: such blocks are rare.</summary>
    public void End()
    {
        StreamId = 0;
        _bytes = [];
        _count = 0;
    }
}
