using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// A read or a write of a <see cref="SocketStream"/> that waits for its socket, under the lock of the stream. It is used
/// again for the next one. Those who wait for it go on on the thread pool.
/// </summary>
internal sealed class PendingTransfer : IValueTaskSource<int>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<int> _source = new() { RunContinuationsAsynchronously = true };
    private bool _isWrite;

    public bool IsPending { get; private set; }

    /// <summary>What is still to be read into or written.</summary>
    public Memory<byte> Buffer { get; private set; }

    public ValueTask<int> Begin(Memory<byte> buffer)
    {
        Begin(buffer, isWrite: false);
        return new ValueTask<int>(this, _source.Version);
    }

    public ValueTask Begin(ReadOnlyMemory<byte> buffer)
    {
        Begin(MemoryMarshal.AsMemory(buffer), isWrite: true);
        return new ValueTask(this, _source.Version);
    }

    /// <summary>Notes that so many bytes were read or written. A read is complete with the first, a write with the last.</summary>
    public void Add(int count)
    {
        Buffer = Buffer[count..];
        if (count > 0 && (!_isWrite || Buffer.IsEmpty))
        {
            Buffer = default;
            IsPending = false;
            _source.SetResult(count);
        }
    }

    public void Fail(Exception failure)
    {
        if (IsPending)
        {
            Buffer = default;
            IsPending = false;
            _source.SetException(failure);
        }
    }

    public int GetResult(short token) => _source.GetResult(token);

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Begin(Memory<byte> buffer, bool isWrite)
    {
        if (IsPending)
        {
            throw new InvalidOperationException("Another read or write of the same kind is pending.");
        }

        _source.Reset();
        _isWrite = isWrite;
        Buffer = buffer;
        IsPending = true;
    }
}
