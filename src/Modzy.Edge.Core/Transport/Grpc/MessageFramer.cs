using System.Buffers;
using Grpc.Core;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>Sends the payload of a request in DATA frames, within the peer's flow-control windows.</summary>
internal interface IDataFrameWriter
{
    /// <summary>Provides buffer space for a message of this length, as far as it is useful.</summary>
    void Reserve(int length);

    /// <summary>Waits until a DATA frame can be begun.</summary>
    /// <param name="wanted">How many bytes are still to be written, at least 1.</param>
    /// <param name="deadline">Bounds the wait.</param>
    /// <returns>How long the frame can be, at least 1.</returns>
    int BeginData(int wanted, Deadline deadline);

    /// <summary>A part of the payload of the frame that was begun.</summary>
    Span<byte> Data(int start, int end);

    /// <summary>Ends the frame that was begun.</summary>
    void EndData(int length, bool endStream);
}

/// <summary>
/// Serializes a message straight into DATA frames, which are sent while the rest is written. The spans it hands out
/// stay within the peer's flow-control windows, so that one can be a single byte.
/// </summary>
internal sealed class MessageFramer(IDataFrameWriter connection) : SerializationContext, IBufferWriter<byte>
{
    /// <summary>Handed out when the message is complete but the marshaller asks for a span nevertheless.</summary>
    private readonly byte[] _spare = new byte[16];

    private Deadline _deadline;
    private int _remaining;

    // The length that the present DATA frame can have, and how much of it is filled.
    private int _frame;
    private int _filled;
    private bool _isLengthKnown;

    /// <summary>For marshallers that ask for more than a frame holds, or do not announce the length.</summary>
    private ArrayBufferWriter<byte>? _staged;

    /// <summary>Writes a length-prefixed message.</summary>
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

    /// <summary>Begins another frame if the present one is full.</summary>
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
        _remaining = LengthPrefix.Length + length;
        connection.Reserve(_remaining);
        Span<byte> prefix = stackalloc byte[LengthPrefix.Length];
        LengthPrefix.Write(prefix, length);
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
