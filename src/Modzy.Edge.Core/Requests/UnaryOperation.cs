using System.Runtime.ExceptionServices;
using Grpc.Core;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Requests;

/// <summary>
/// An operation that is one unary call. If a multiplexed connection can take the call at once, the calling thread sends
/// it, the reader thread completes it, and the thread that takes the result deserializes it. All else is left to the
/// thread pool: calls that have to wait for a connection, long messages, failures, retries.
/// </summary>
/// <remarks>One lock guards which of the two carries the call, and whether it was cancelled.</remarks>
internal sealed class UnaryOperation<TMessage, TReply, TResult>
    : AsyncOperation, ICompletionHandler, IThreadPoolWorkItem
    where TMessage : class
    where TReply : class
{
    private readonly EdgeClient _client;
    private readonly CallContext _context;
    private readonly Method<TMessage, TReply> _method;
    private readonly TMessage _message;
    private readonly Func<TReply, TResult> _convert;
    private readonly Func<TMessage, TMessage?> _borrow;
    private readonly ICompletionHandler _handler;
    private readonly CallOptions _options;

    private readonly Lock _gate = new();

    /// <summary>The call on a multiplexed connection; null if the call has another path, and after its end.</summary>
    private AsyncCall? _call;

    /// <summary>Cancels the call, if it has another path.</summary>
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _closing;
    private bool _isCancelled;

    private TReply? _reply;
    private Exception? _failure;

    private UnaryOperation(
        EdgeClient client,
        EdgeCallOptions? options,
        Method<TMessage, TReply> method,
        TMessage message,
        Func<TReply, TResult> convert,
        Func<TMessage, TMessage?> borrow,
        ICompletionHandler handler)
    {
        _client = client;
        _context = client.Context(CallMode.Asynchronous, options);
        _method = method;
        _message = message;
        _convert = convert;
        _borrow = borrow;
        _handler = handler;
        _options = _context.Begin(method);
    }

    /// <summary>Starts a call.</summary>
    /// <param name="client">The client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="method">The method.</param>
    /// <param name="message">The message.</param>
    /// <param name="convert">Makes the result of the response.</param>
    /// <param name="borrow">Makes a message that is not read after it was disposed; null if that is not necessary.
    /// </param>
    /// <param name="handler">Handles the completion, which may come before this returns.</param>
    public static AsyncOperation Start(
        EdgeClient client,
        EdgeCallOptions? options,
        Method<TMessage, TReply> method,
        TMessage message,
        Func<TReply, TResult> convert,
        Func<TMessage, TMessage?> borrow,
        ICompletionHandler handler)
    {
        var operation = new UnaryOperation<TMessage, TReply, TResult>(
            client, options, method, message, convert, borrow, handler);
        operation.Start();
        return operation;
    }

    public override void Cancel()
    {
        CancellationTokenSource? cancellation;
        lock (_gate)
        {
            _isCancelled = true;
            cancellation = _cancellation;

            // With the lock: after its end the state of the call belongs to another one.
            _call?.Cancel();
        }

        cancellation?.Cancel();
    }

    /// <summary>Handles the end of the call on the multiplexed connection.</summary>
    public WaitingThread? OnCompleted(WaitingThread? toWake)
    {
        if (_call!.HasSucceeded)
        {
            return _handler.OnCompleted(toWake);
        }

        try
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        catch (OutOfMemoryException)
        {
            // Delays the reader thread, but does not lose the call.
            Execute();
        }

        return toWake;
    }

    /// <summary>Continues a call that has failed, or has no connection yet. On the thread pool.</summary>
    public void Execute()
    {
        try
        {
            bool isRetry = _call is not null;
            if (!isRetry || Finish() is null)
            {
                _ = CallAsync(isRetry ? 2 : 1);
                return;
            }
        }
        catch (Exception e)
        {
            // GetResult rethrows it.
            _failure = e;
        }

        Complete();
    }

    public override object? GetResult()
    {
        _closing.Unregister();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        TReply reply = _reply ?? Finish()
            ?? throw new InvalidOperationException("a call that has succeeded is not sent again");
        _context.Transport.Log.End(_method);
        try
        {
            return _convert(reply);
        }
        catch (Exception e) when (_client.Failure(e, CancellationToken.None) is var failure && failure != e)
        {
            throw failure;
        }
    }

    public override void Dispose()
    {
        _closing.Unregister();
        AsyncCall? call = TakeCall();
        call?.Connection.Return(call);
    }

    private void Start()
    {
        _closing = _context.Cancellation.UnsafeRegister(
            static operation => ((AsyncOperation)operation!).Cancel(), this);
        try
        {
            if (!_context.Transport.TryStart(_method, _options, _message, this, ref _call))
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
        catch (Exception e)
        {
            // GetResult rethrows it.
            _failure = Translate(e);
            Complete();
            return;
        }

        lock (_gate)
        {
            if (_isCancelled)
            {
                // The client was closed meanwhile.
                _call?.Cancel();
            }
        }
    }

    /// <summary>The response of the call that has ended; null if it has to be sent again.</summary>
    /// <exception cref="EdgeException">It failed.</exception>
    private TReply? Finish()
    {
        try
        {
            return _reply = UnaryCaller.TryFinish(TakeCall()!, _method, _isCancelled);
        }
        catch (Exception e) when (Translate(e) is var failure && failure != e)
        {
            throw failure;
        }
    }

    /// <summary>Takes the call that has ended from <see cref="Cancel"/>.</summary>
    private AsyncCall? TakeCall()
    {
        lock (_gate)
        {
            AsyncCall? call = _call;
            _call = null;
            return call;
        }
    }

    /// <summary>Makes the call as a task.</summary>
    /// <param name="attempt">1, or more if the call was sent before.</param>
    private async Task CallAsync(int attempt)
    {
        TMessage? borrowed = null;
        try
        {
            borrowed = _borrow(_message);
            var cancellation = new CancellationTokenSource();
            lock (_gate)
            {
                _cancellation = cancellation;
                if (_isCancelled)
                {
                    cancellation.Cancel();
                }
            }

            _reply = await _context.Transport.UnaryAsync(
                _method, _options.WithCancellationToken(cancellation.Token), borrowed ?? _message, attempt)
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // GetResult rethrows it.
            _failure = Translate(e);
        }
        finally
        {
            (borrowed as IDisposable)?.Dispose();
        }

        Complete();
    }

    private Exception Translate(Exception e) => _client.Failure(
        e is RpcException failure ? _context.Failure(_method, _options, _message, failure) : e,
        new CancellationToken(_isCancelled));

    private void Complete() => WaitingThread.WakeAll(_handler.OnCompleted(null));
}
