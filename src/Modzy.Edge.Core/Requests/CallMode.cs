using System.Runtime.ExceptionServices;
using Grpc.Core;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Requests;

/// <summary>
/// Runs requests blocking or asynchronously. A request is one asynchronous method; in the blocking mode everything it
/// awaits is completed already, so that it runs on the caller's thread. Requests that are a single call avoid the task:
/// see <see cref="EdgeRequest{TResult}.Run"/>.
/// </summary>
internal abstract class CallMode
{
    public static CallMode Blocking { get; } = new BlockingMode();

    public static CallMode Asynchronous { get; } = new AsynchronousMode();

    public abstract ValueTask<TReply> UnaryAsync<TMessage, TReply>(
        EdgeTransport transport,
        Method<TMessage, TReply> method,
        CallOptions options,
        TMessage message,
        bool mayBackOff)
        where TMessage : class
        where TReply : class;

    public abstract ValueTask DelayAsync(TimeSpan delay, CancellationToken cancellation);

    public abstract ValueTask ForEachAsync<T>(
        IReadOnlyList<T> items, int atOnce, Func<T, ValueTask> body, CancellationToken cancellation);

    /// <summary>Begins work that continues if its caller stops waiting.</summary>
    public abstract Task<T> Begin<T>(Func<ValueTask<T>> work);

    public abstract ValueTask<T> AwaitAsync<T>(Task<T> task, CancellationToken cancellation);

    private sealed class BlockingMode : CallMode
    {
        public override ValueTask<TReply> UnaryAsync<TMessage, TReply>(
            EdgeTransport transport,
            Method<TMessage, TReply> method,
            CallOptions options,
            TMessage message,
            bool mayBackOff) =>
            new(transport.Unary(method, options, message, mayBackOff));

        public override ValueTask DelayAsync(TimeSpan delay, CancellationToken cancellation)
        {
            BlockingWait.Delay(delay, cancellation);
            return ValueTask.CompletedTask;
        }

        public override ValueTask ForEachAsync<T>(
            IReadOnlyList<T> items, int atOnce, Func<T, ValueTask> body, CancellationToken cancellation)
        {
            new BlockingLoop(items.Count, index => Completed(body(items[index])), cancellation).Run(atOnce);
            return ValueTask.CompletedTask;
        }

        /// <summary>On a thread of its own: it blocks.</summary>
        public override Task<T> Begin<T>(Func<ValueTask<T>> work)
        {
            var task = new Task<T>(() => Completed(work()));
            LibraryThread.Start(task.RunSynchronously);
            return task;
        }

        public override ValueTask<T> AwaitAsync<T>(Task<T> task, CancellationToken cancellation) =>
            new(BlockingWait.Result(task, cancellation));

        /// <summary>The result of a task of this mode, which is completed.</summary>
        private static void Completed(ValueTask task) => task.GetAwaiter().GetResult();

        private static T Completed<T>(ValueTask<T> task) => task.GetAwaiter().GetResult();
    }

    private sealed class AsynchronousMode : CallMode
    {
        public override ValueTask<TReply> UnaryAsync<TMessage, TReply>(
            EdgeTransport transport,
            Method<TMessage, TReply> method,
            CallOptions options,
            TMessage message,
            bool mayBackOff) =>
            transport.UnaryAsync(method, options, message, mayBackOff);

        public override ValueTask DelayAsync(TimeSpan delay, CancellationToken cancellation) =>
            new(Task.Delay(delay, cancellation));

        public override ValueTask ForEachAsync<T>(
            IReadOnlyList<T> items, int atOnce, Func<T, ValueTask> body, CancellationToken cancellation) =>
            new(Parallel.ForEachAsync(
                items,
                new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation },
                (item, _) => body(item)));

        public override Task<T> Begin<T>(Func<ValueTask<T>> work) => work().AsTask();

        public override ValueTask<T> AwaitAsync<T>(Task<T> task, CancellationToken cancellation) =>
            new(task.WaitAsync(cancellation));
    }
}

/// <summary>
/// A parallel loop of blocking iterations, on the calling thread and on threads of its own. The thread pool is not
/// used: the iterations may wait for work that needs it.
/// </summary>
/// <param name="count">The number of iterations.</param>
/// <param name="iteration">The body, by index.</param>
/// <param name="cancellation">Ends the loop before the next iteration.</param>
internal sealed class BlockingLoop(int count, Action<int> iteration, CancellationToken cancellation)
{
    private int _begun;
    private Exception? _failure;

    /// <summary>Runs all iterations. After a failure no other iteration begins.</summary>
    /// <param name="atOnce">How many run at a time; fewer if threads cannot be created.</param>
    /// <exception cref="OperationCanceledException">The loop was cancelled.</exception>
    public void Run(int atOnce)
    {
        var threads = new List<Thread>();
        try
        {
            while (threads.Count + 1 < Math.Min(atOnce, count))
            {
                threads.Add(LibraryThread.Start(RunIterations));
            }
        }
        catch (ThreadShortageException)
        {
            // The loop runs on the threads that there are.
        }

        RunIterations();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (_failure is not null)
        {
            // Later failures are mostly consequences of the first.
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    private void RunIterations()
    {
        try
        {
            int index;
            while (_failure is null && (index = Interlocked.Increment(ref _begun) - 1) < count)
            {
                cancellation.ThrowIfCancellationRequested();
                iteration(index);
            }
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
    }
}
