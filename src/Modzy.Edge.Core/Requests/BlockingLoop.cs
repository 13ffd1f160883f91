using System.Runtime.ExceptionServices;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Requests;

/// <summary>
/// A loop whose iterations block, several of them at a time: on the thread that runs it and on threads of its own. Those of the pool are
/// few, and what the iterations wait for may need one.
/// </summary>
/// <param name="count">How many iterations there are.</param>
/// <param name="iteration">An iteration, by its number.</param>
/// <param name="cancellation">Ends the loop before the next iteration.</param>
internal sealed class BlockingLoop(int count, Action<int> iteration, CancellationToken cancellation)
{
    private int _begun;
    private Exception? _failure;

    /// <summary>Runs all iterations. After a failure no other begins.</summary>
    /// <param name="atOnce">How many run at a time; fewer where there can be no other thread.</param>
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
            // There are as many as there can be.
        }

        RunIterations();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (_failure is not null)
        {
            // The first cause is the one to report; what came after it is mostly its consequence.
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
