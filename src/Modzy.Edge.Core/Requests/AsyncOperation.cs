using System.Runtime.ExceptionServices;
using Grpc.Core;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Requests;

/// <summary>
/// An operation that was started, whose <see cref="ICompletionHandler"/> is told of its completion. For callers that do
/// not await a task.
/// </summary>
internal abstract class AsyncOperation : IDisposable
{
    /// <summary>Cancels the operation, unless it has completed.</summary>
    public abstract void Cancel();

    /// <summary>The result. To be called once, after the completion.</summary>
    /// <exception cref="EdgeException">The operation failed.</exception>
    public abstract object? GetResult();

    /// <summary>
    /// Releases the operation, and its result unless <see cref="GetResult"/> has returned it. To be called after the
    /// completion.
    /// </summary>
    public abstract void Dispose();
}

/// <summary>An operation that is a task, on the runtime's thread pool.</summary>
internal sealed class TaskOperation : AsyncOperation
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ICompletionHandler _handler;

    /// <summary>Null after it was returned.</summary>
    private object? _result;
    private Exception? _failure;

    /// <param name="run">The task. On the thread pool from the start: opening a file, for example, would block the
    /// caller.</param>
    /// <param name="handler">Handles the completion.</param>
    public TaskOperation(Func<CancellationToken, Task<object?>> run, ICompletionHandler handler)
    {
        _handler = handler;
        _ = Task.Run(() => RunAsync(run));
    }

    public override void Cancel() => _cancellation.Cancel();

    public override object? GetResult()
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        object? result = _result;
        _result = null;
        return result;
    }

    public override void Dispose()
    {
        (_result as IDisposable)?.Dispose();
        _cancellation.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task<object?>> run)
    {
        try
        {
            _result = await run(_cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // GetResult rethrows it.
            _failure = e;
        }

        WaitingThread.WakeAll(_handler.OnCompleted(null));
    }
}

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

    /// <summary>When it was begun: see <see cref="CallStatistics.OnBegin"/>.</summary>
    private readonly long _begun;

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
        _options = _context.Begin(method, message);
        _begun = _context.Transport.Statistics.OnBegin();
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
            _context.Transport.OnSuccess(_begun);
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
        RpcException? failure = null;
        try
        {
            if (TakeCall() is AsyncCall call)
            {
                _reply = UnaryCaller.Finish(call, _method, _isCancelled);
                _context.Transport.OnSuccess(_begun);
                Complete();
                return;
            }
        }
        catch (RpcException e)
        {
            failure = e;
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }

        _ = CallAsync(failure);
    }

    public override object? GetResult()
    {
        _closing.Unregister();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        try
        {
            if (_reply is null)
            {
                _reply = UnaryCaller.Finish(TakeCall()!, _method, isCancelled: false);
                _context.Transport.Log.Success(_method, _message, _reply, attempts: 1, _begun);
            }

            return _convert(_reply);
        }
        catch (Exception e) when (Translate(e) is var failure && failure != e)
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
            Fail(e);
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

    /// <summary>Ends a call of which no task has counted the failure. <see cref="GetResult"/> rethrows it.</summary>
    private void Fail(Exception failure)
    {
        _context.Transport.OnFailure(failure, _begun);
        _failure = Translate(failure);
        Complete();
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
    /// <param name="failure">The failure of the attempt that was made before; null if there was none.</param>
    private async Task CallAsync(RpcException? failure)
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
                _method,
                _options.WithCancellationToken(cancellation.Token),
                borrowed ?? _message,
                failure: failure,
                begun: _begun).ConfigureAwait(false);
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
