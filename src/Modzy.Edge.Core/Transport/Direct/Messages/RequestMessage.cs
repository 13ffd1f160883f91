using System.Buffers;
using Grpc.Core;
using Modzy.Edge.Transport.Direct.Http2;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// Where a marshaller writes the message: straight into DATA frames, which leave while the rest is written. What is
/// handed out never exceeds what the peer's windows allow, so that a span can be a single byte.
/// </summary>
internal sealed class RequestMessage(Http2Connection connection) : SerializationContext, IBufferWriter<byte>
{
    /// <summary>What is offered when the message is complete but a marshaller asks for room nevertheless.</summary>
    private readonly byte[] _spare = new byte[16];

    private Deadline _deadline;
    private int _remaining;

    // The DATA frame that is being filled: how much it can hold, and how much it does.
    private int _frame;
    private int _filled;
    private bool _isLengthKnown;

    /// <summary>For marshallers that want more room at once than there is, or cannot say how much they will write.</summary>
    private ArrayBufferWriter<byte>? _staged;

    /// <summary>Writes a message with its framing.</summary>
    public void Write<T>(Marshaller<T> marshaller, T message, Deadline deadline)
    {
        _deadline = deadline;
        _remaining = 0;
        _frame = _filled = 0;
        _isLengthKnown = false;
        try
        {
            marshaller.ContextualSerializer(message, this);
        }
        finally
        {
            _staged = null;
        }

        if (!_isLengthKnown || _remaining != 0)
        {
            throw new InvalidOperationException(
                $"The marshaller has not written the message as it said: {_remaining} bytes are missing.");
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        Begin(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete()
    {
        Unstage();
    }

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        Begin(payload.Length);
        Copy(payload);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => Stage().GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_staged is null && _isLengthKnown)
        {
            if (_remaining == 0)
            {
                return _spare;
            }

            NextFrame();
            if (_frame - _filled >= sizeHint)
            {
                return connection.Data(_filled, _frame);
            }
        }

        return Stage().GetSpan(sizeHint);
    }

    public void Advance(int count)
    {
        if (_staged is not null)
        {
            _staged.Advance(count);
            if (_isLengthKnown)
            {
                Unstage();
            }

            return;
        }

        if ((uint)count > (uint)(_frame - _filled))
        {
            throw new InvalidOperationException("The marshaller writes more than it said.");
        }

        _filled += count;
        _remaining -= count;
        if (_remaining == 0 && _filled > 0)
        {
            EndFrame();
        }
    }

    /// <summary>Makes sure that there is a frame with room.</summary>
    private void NextFrame()
    {
        if (_filled == _frame)
        {
            if (_filled > 0)
            {
                EndFrame();
            }

            _frame = connection.BeginData(_remaining, _deadline);
        }
    }

    private void EndFrame()
    {
        connection.EndData(_filled, endStream: _remaining == 0);
        _frame = _filled = 0;
    }

    private void Begin(int length)
    {
        if (_isLengthKnown)
        {
            throw new InvalidOperationException("The marshaller says the length of the message twice.");
        }

        _isLengthKnown = true;
        _remaining = MessagePrefix.Length + length;
        connection.ExpectData(_remaining);
        Span<byte> prefix = stackalloc byte[MessagePrefix.Length];
        MessagePrefix.Write(prefix, length);
        Copy(prefix);
    }

    private ArrayBufferWriter<byte> Stage() => _staged ??= new ArrayBufferWriter<byte>();

    private void Unstage()
    {
        if (_staged is ArrayBufferWriter<byte> staged)
        {
            _staged = null;
            if (!_isLengthKnown)
            {
                Begin(staged.WrittenCount);
            }

            Copy(staged.WrittenSpan);
        }
        else if (!_isLengthKnown)
        {
            Begin(0);
        }
    }

    private void Copy(scoped ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> room = GetSpan();
            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            Advance(count);
            bytes = bytes[count..];
        }
    }
}
