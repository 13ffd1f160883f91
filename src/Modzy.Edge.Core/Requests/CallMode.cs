using Grpc.Core;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Requests;

/// <summary>
/// The two ways to run a request. Requests are written once, as asynchronous methods; in the blocking mode everything
/// they await is already completed, so that they run on the caller's thread from beginning to end. Only those that are a
/// single call, which there are most of, say so without tasks besides: see <see cref="EdgeRequest{TResult}.Run"/>.
/// </summary>
internal abstract class CallMode
{
    public static CallMode Blocking { get; } = new BlockingMode();

    public static CallMode Asynchronous { get; } = new AsynchronousMode();

    public abstract ValueTask<TReply> UnaryAsync<TMessage, TReply>(
        EdgeTransport transport, Method<TMessage, TReply> method, CallOptions options, TMessage message)
        where TMessage : class
        where TReply : class;

    public abstract ValueTask DelayAsync(TimeSpan delay, CancellationToken cancellation);

    public abstract ValueTask ForEachAsync<T>(
        IReadOnlyList<T> items, int atOnce, Func<T, ValueTask> body, CancellationToken cancellation);

    /// <summary>Begins something that goes on when its caller does not.</summary>
    public abstract Task<T> Begin<T>(Func<ValueTask<T>> work);

    public abstract ValueTask<T> AwaitAsync<T>(Task<T> task, CancellationToken cancellation);

    private sealed class BlockingMode : CallMode
    {
        public override ValueTask<TReply> UnaryAsync<TMessage, TReply>(
            EdgeTransport transport, Method<TMessage, TReply> method, CallOptions options, TMessage message) =>
            new(transport.Unary(method, options, message));

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

        /// <summary>On a thread of its own, because it blocks, and those of the pool are few.</summary>
        public override Task<T> Begin<T>(Func<ValueTask<T>> work)
        {
            var task = new Task<T>(() => Completed(work()));
            LibraryThread.Start(task.RunSynchronously);
            return task;
        }

        public override ValueTask<T> AwaitAsync<T>(Task<T> task, CancellationToken cancellation) =>
            new(BlockingWait.Result(task, cancellation));

        /// <summary>Takes the outcome of a task of this mode, which is there already.</summary>
        private static void Completed(ValueTask task) => task.GetAwaiter().GetResult();

        private static T Completed<T>(ValueTask<T> task) => task.GetAwaiter().GetResult();
    }

    private sealed class AsynchronousMode : CallMode
    {
        public override ValueTask<TReply> UnaryAsync<TMessage, TReply>(
            EdgeTransport transport, Method<TMessage, TReply> method, CallOptions options, TMessage message) =>
            transport.UnaryAsync(method, options, message);

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
