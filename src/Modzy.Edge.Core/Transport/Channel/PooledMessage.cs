using System.Buffers;
using Grpc.Core;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Grpc;

namespace Modzy.Edge.Transport.Channel;

/// <summary>Serializes a message into pooled arrays, none of which is on the large object heap.</summary>
internal sealed class PooledMessage : SerializationContext, IBufferWriter<byte>, IDisposable
{
    private const int PieceLength = 32 * 1024;

    private readonly List<(byte[] Bytes, int Count)> _pieces = [];
    private byte[] _current = [];
    private int _used;
    private long _length;
    private int? _announced;

    /// <summary>Serializes a length-prefixed message.</summary>
    public void Write<T>(Marshaller<T> marshaller, T message)
    {
        GetSpan(LengthPrefix.Length)[..LengthPrefix.Length].Clear();
        Advance(LengthPrefix.Length);
        marshaller.ContextualSerializer(message, this);
        int length = checked((int)(_length - LengthPrefix.Length));
        if (_announced is int announced && announced != length)
        {
            throw new InvalidOperationException(
                $"The marshaller has not written the message as it said: {announced} bytes announced, {length} written.");
        }

        EndPiece();
        LengthPrefix.Write(_pieces[0].Bytes, length);
    }

    /// <summary>Writes the message. The last bytes leave when the body ends, or when it is flushed.</summary>
    /// <param name="stream">The body of the request.</param>
    /// <param name="activity">Notified of each write.</param>
    /// <param name="sending">Called before each write, with whether it is the last.</param>
    /// <param name="cancellation">Cancels the copy.</param>
    public async Task CopyToAsync(
        Stream stream, ConnectionActivity activity, Action<bool>? sending, CancellationToken cancellation)
    {
        for (int i = 0; i < _pieces.Count; i++)
        {
            (byte[] bytes, int count) = _pieces[i];
            activity.OnSending();
            sending?.Invoke(i == _pieces.Count - 1);
            await stream.WriteAsync(bytes.AsMemory(0, count), cancellation).ConfigureAwait(false);
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        // Arrays of earlier calls stay in the heap until the next collection: measured, at most three times the
        // message.
        MemoryHeadroom.Take(3L * payloadLength, "The request");
        _announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete()
    {
    }

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        this.Write(payload);
    }

    public void Advance(int count)
    {
        if ((uint)count > (uint)(_current.Length - _used))
        {
            throw new InvalidOperationException("The marshaller writes more than it asked room for.");
        }

        _used += count;
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_current.Length - _used < Math.Max(sizeHint, 1))
        {
            EndPiece();
            _current = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, PieceLength));
        }

        return _current.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Call after the copy has ended.</summary>
    public void Dispose()
    {
        EndPiece();
        _pieces.ForEach(static piece => ArrayPool<byte>.Shared.Return(piece.Bytes));
        _pieces.Clear();
    }

    private void EndPiece()
    {
        if (_current.Length > 0)
        {
            _pieces.Add((_current, _used));
            _current = [];
            _used = 0;
        }
    }
}
