namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>Passes on what it reads, and keeps its last bytes.</summary>
internal sealed class TailStream(Stream source) : ForwardStream
{
    /// <summary>How many bytes it keeps.</summary>
    public const int TailLength = 8;

    private readonly byte[] _tail = new byte[TailLength];
    private long _length;

    /// <summary>How many bytes were read.</summary>
    public override long Length => _length;

    /// <summary>The last bytes that were read; fewer have zeros before them.</summary>
    public ReadOnlySpan<byte> Tail => _tail;

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        ReadOnlySpan<byte> read = buffer[..count];
        if (count < TailLength)
        {
            _tail.AsSpan(count).CopyTo(_tail);
            read.CopyTo(_tail.AsSpan(TailLength - count));
        }
        else
        {
            read[^TailLength..].CopyTo(_tail);
        }

        _length += count;
        return count;
    }

    public void ReadToEnd()
    {
        Span<byte> rest = stackalloc byte[256];
        while (Read(rest) > 0)
        {
        }
    }
}
