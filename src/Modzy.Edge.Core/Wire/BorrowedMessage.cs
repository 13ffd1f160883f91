using System.Buffers;

namespace Modzy.Edge.Wire;

/// <summary>
/// A message that reads the caller's memory during one call. One lock guards the number of threads that serialize it.
/// </summary>
/// <remarks>
/// A call can end, by its deadline or by cancellation, while another thread still serializes its message. The caller
/// may free the memory when the call has returned, so <see cref="Dispose"/> comes before: it stops serialization at the
/// next span, and waits.
/// </remarks>
internal sealed class BorrowedMessage(IWireMessage message) : IWireMessage, IDisposable
{
    /// <summary>After at most this many bytes, serialization checks whether it must stop.</summary>
    private const int SpanLimit = 64 * 1024;

    private readonly object _gate = new();
    private int _encoders;
    private volatile bool _revoked;
    private volatile bool _wasEncoded;
    private TaskCompletionSource? _encoded;

    public int Size => message.Size;

    public IReadOnlyList<string> Secrets => message.Secrets;

    public string? Subject => message.Subject;

    /// <summary>Completes when the message was serialized for the first time.</summary>
    public Task Encoded => LazyInitializer.EnsureInitialized(ref _encoded, NewSource).Task;

    /// <summary>Whether it was disposed of before it was serialized.</summary>
    public bool WasRevoked => _revoked && !_wasEncoded;

    public void WriteTo(IBufferWriter<byte> output)
    {
        lock (_gate)
        {
            ThrowIfRevoked();
            _encoders++;
        }

        try
        {
            message.WriteTo(new BoundedWriter(this, output));
            _wasEncoded = true;
            _encoded?.TrySetResult();
        }
        finally
        {
            lock (_gate)
            {
                _encoders--;
                if (_revoked)
                {
                    Monitor.PulseAll(_gate); // only Dispose ever waits
                }
            }
        }
    }

    /// <summary>When this has returned, the caller's memory is not read any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _revoked = true;
            while (_encoders > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Created on demand: few callers need it.</summary>
    private TaskCompletionSource NewSource()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_wasEncoded)
        {
            source.SetResult();
        }

        return source;
    }

    private void ThrowIfRevoked()
    {
        if (_revoked)
        {
            throw new OperationCanceledException("The call has ended before its message was encoded.");
        }
    }

    private sealed class BoundedWriter(BorrowedMessage owner, IBufferWriter<byte> output) : IBufferWriter<byte>
    {
        public void Advance(int count) => output.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            owner.ThrowIfRevoked();
            Memory<byte> memory = output.GetMemory(sizeHint);
            return memory[..Math.Min(memory.Length, Math.Max(SpanLimit, sizeHint))];
        }

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            owner.ThrowIfRevoked();
            Span<byte> span = output.GetSpan(sizeHint);
            return span[..Math.Min(span.Length, Math.Max(SpanLimit, sizeHint))];
        }
    }
}
