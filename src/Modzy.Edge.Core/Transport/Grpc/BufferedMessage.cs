using System.Buffers;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// Serializes a short message into a buffer of its own, so that serialization does not hold the lock of a multiplexed
/// connection.
/// </summary>
internal sealed class BufferedMessage : SerializationContext, IBufferWriter<byte>
{
    /// <summary>Fits a single DATA frame of every peer.</summary>
    private const int MaxLength = FrameHeader.DefaultMaxLength;

    private const int MaxPayload = MaxLength - LengthPrefix.Length;

    /// <summary>Marshallers may ask for larger spans than they fill.</summary>
    private const int MaxRoom = 2 * MaxLength;

    private byte[] _bytes = new byte[1024];
    private int _count;
    private int? _announced;

    /// <summary>The length-prefixed message.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <summary>Whether the last message was too long.</summary>
    public bool WasTooLong { get; private set; }

    /// <summary>Whether a message is known to be too long before it is serialized.</summary>
    public static bool IsTooLong<T>(T message) => message is IWireMessage { Size: > MaxPayload };

    /// <summary>Serializes a message.</summary>
    /// <returns>Whether it fits.</returns>
    public bool TryWrite<T>(Marshaller<T> marshaller, T message)
    {
        // Otherwise it is known from an exception only.
        WasTooLong = IsTooLong(message) || !TryWriteShort(marshaller, message);
        return !WasTooLong;
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        if (payloadLength > MaxPayload)
        {
            throw new TooLongException();
        }

        _announced = payloadLength;
        Reserve(Math.Max(payloadLength, 1));
    }

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete()
    {
    }

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        Reserve(payload.Length);
        payload.CopyTo(_bytes.AsSpan(_count));
        _count += payload.Length;
    }

    public void Advance(int count)
    {
        if ((uint)count > (uint)(_bytes.Length - _count))
        {
            throw new InvalidOperationException("The marshaller writes more than it asked room for.");
        }

        _count += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private bool TryWriteShort<T>(Marshaller<T> marshaller, T message)
    {
        _count = LengthPrefix.Length;
        _announced = null;
        try
        {
            marshaller.ContextualSerializer(message, this);
        }
        catch (TooLongException)
        {
            return false;
        }

        int length = _count - LengthPrefix.Length;
        if (_count > MaxLength)
        {
            return false;
        }

        if (_announced is int announced && announced != length)
        {
            throw new InvalidOperationException(
                $"The marshaller has not written the message as it said: {announced} bytes announced, {length} written.");
        }

        LengthPrefix.Write(_bytes, length);
        return true;
    }

    private void Reserve(int count)
    {
        if (count > MaxRoom - _count)
        {
            throw new TooLongException();
        }

        if (count > _bytes.Length - _count)
        {
            Array.Resize(ref _bytes, Math.Min(MaxRoom, Math.Max(2 * _bytes.Length, _count + count)));
        }
    }

    /// <summary>Leaves the marshaller; caught in <see cref="TryWrite"/>.</summary>
    private sealed class TooLongException : Exception;
}
