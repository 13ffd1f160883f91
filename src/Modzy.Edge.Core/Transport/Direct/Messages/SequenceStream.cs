using System.Buffers;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>Reads a sequence, without a copy of the whole.</summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> sequence) : ForwardStream
{
    private ReadOnlySequence<byte> _rest = sequence;

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, _rest.Length);
        _rest.Slice(0, count).CopyTo(buffer);
        _rest = _rest.Slice(count);
        return count;
    }
}
