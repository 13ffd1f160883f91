using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// A connection as a stream for <see cref="SocketsHttpHandler"/>. One thread connects, and then completes pending reads
/// and writes when epoll reports the socket ready. One read and one write at a time. One lock guards the state.
/// </summary>
/// <remarks>
/// The asynchronous sockets of System.Net.Sockets are not used: if the process has no file descriptor left when the
/// first one is created, none works until the process ends; and their sends raise SIGPIPE unless the host ignores it.
/// </remarks>
internal sealed class SocketStream : ConnectionStream
{
    /// <summary>How often to check that the peer's kernel responds.</summary>
    private const int PeerCheckMilliseconds = 5000;

    /// <summary>Closing waits for the scheduling of a thread only.</summary>
    private static readonly TimeSpan _closingTime = TimeSpan.FromSeconds(1);

    private const int StackSize = 256 * 1024;

    private const int BufferLength = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly EdgeSocket _socket;
    private readonly SocketEpoll _events;
    private readonly PendingTransfer _read = new();
    private readonly PendingTransfer _write = new();
    private readonly ConnectionActivity _activity;
    private readonly FrameFilter _filter;
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly Func<Memory<byte>, int> _receive;
    private readonly Func<Memory<byte>, int> _send;
    private readonly TaskCompletionSource _closed = new();

    /// <summary>Received bytes that were not read yet.</summary>
    private ReadOnlyMemory<byte> _unread;
    private bool _hasReceived;
    private bool _isDisposed;

    /// <summary>
    /// The peer's violation. The handler then disposes of the stream, which can end a write before the read.
    /// </summary>
    private Http2Exception? _violation;

    private SocketStream(EdgeSocket socket, ConnectionActivity activity)
    {
        _socket = socket;
        _events = new SocketEpoll(socket);
        _activity = activity;
        _filter = new FrameFilter(activity);
        activity.OnConnected();
        _receive = buffer => Receive(buffer.Span);
        _send = buffer => socket.TrySend(buffer.Span);
    }

    /// <summary>False after disposal.</summary>
    public override bool CanRead => !_isDisposed;

    public override bool CanWrite => true;

    /// <summary>Connects, on the thread that then serves the connection.</summary>
    /// <param name="connector">Connects to the edge.</param>
    /// <param name="activity">Notified of what is received.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ConnectionException">The edge cannot be reached, or not within the connect timeout.</exception>
    public static Task<SocketStream> ConnectAsync(
        Connector connector, ConnectionActivity activity, CancellationToken cancellation)
    {
        var connected = new TaskCompletionSource<SocketStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        LibraryThread.Start(() => Connect(connector, activity, connected, cancellation), StackSize);
        return connected.Task;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            // An empty read waits for data. It may return early: the next read waits.
            int count = buffer.IsEmpty ? 0 : Receive(buffer.Span);
            return count > 0 || buffer.IsEmpty ? new ValueTask<int>(count) : _read.Begin(buffer);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            buffer = buffer[_socket.TrySend(buffer.Span)..];
            return buffer.IsEmpty ? ValueTask.CompletedTask : _write.Begin(buffer);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Fails the pending read and write, and lets the thread close the socket.</summary>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _activity.OnClosed();
                _read.Fail(End());
                _write.Fail(End());
                _socket.Interrupt();
            }
        }

        base.Dispose(disposing);
    }

    private static void Connect(
        Connector connector,
        ConnectionActivity activity,
        TaskCompletionSource<SocketStream> connected,
        CancellationToken cancellation)
    {
        SocketStream stream;
        EdgeSocket? socket = null;
        try
        {
            socket = connector.Connect(Deadline.Never, cancellation);
            stream = new SocketStream(socket, activity);
        }
        catch (Exception e)
        {
            // It fails the calls that need the connection. Unhandled, it would end the process.
            socket?.Dispose();
            connected.SetException(e);
            return;
        }

        connected.SetResult(stream);
        stream.Serve();
        stream._closed.SetResult();
    }

    private void Serve()
    {
        using (_socket)
        using (_events)
        {
            while (true)
            {
                _events.Wait(PeerCheckMilliseconds);
                lock (_gate)
                {
                    if (_isDisposed)
                    {
                        return;
                    }

                    Continue(_read, _receive);
                    Continue(_write, _send);
                    FailIfPeerIsGone();
                }
            }
        }
    }

    /// <summary>Waits until the socket is closed, after <see cref="Stream.Dispose()"/>.</summary>
    public void AwaitClosed() => _closed.Task.Wait(_closingTime);

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            throw End();
        }
    }

    private Exception End() => _violation is Http2Exception violation
        ? new Http2Exception(violation.Error, violation.Message)
        : new ObjectDisposedException(nameof(SocketStream));

    private void FailIfPeerIsGone()
    {
        try
        {
            _socket.ThrowIfPeerIsGone();
        }
        catch (ConnectionException e)
        {
            _read.Fail(e);
            _write.Fail(e);
        }
    }

    private static void Continue(PendingTransfer transfer, Func<Memory<byte>, int> transfers)
    {
        if (transfer.IsPending)
        {
            try
            {
                transfer.Add(transfers(transfer.Buffer));
            }
            catch (Exception e)
            {
                transfer.Fail(e);
            }
        }
    }

    private int Receive(Span<byte> buffer)
    {
        while (_unread.IsEmpty)
        {
            int count = TryReceive(_buffer.AsSpan(FrameFilter.Growth));
            if (count == 0)
            {
                return 0;
            }

            _activity.OnReceived();
            _unread = _buffer.AsMemory(0, Check(count));
        }

        int taken = Math.Min(buffer.Length, _unread.Length);
        _unread.Span[..taken].CopyTo(buffer);
        _unread = _unread[taken..];
        return taken;
    }

    /// <summary>How many of the received bytes are for the handler.</summary>
    private int Check(int count)
    {
        try
        {
            if (!_hasReceived)
            {
                _hasReceived = true;
                ProtocolSniffer.Check(_buffer.AsSpan(FrameFilter.Growth, count));
            }

            return _filter.Filter(_buffer.AsSpan(0, FrameFilter.Growth + count));
        }
        catch (Http2Exception e)
        {
            _violation = e;
            throw;
        }
    }

    private int TryReceive(Span<byte> buffer)
    {
        try
        {
            return _socket.TryReceive(buffer);
        }
        catch (ConnectionException) when (_filter.GoAway is PeerGoAway goAway)
        {
            throw ConnectionException.Announced(goAway);
        }
    }
}

/// <summary>
/// A pending read or write of a <see cref="SocketStream"/>, guarded by its lock. Instances are reused. Continuations
/// run on the thread pool.
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

    /// <summary>Records transferred bytes. A read completes with the first, a write with the last.</summary>
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

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
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
