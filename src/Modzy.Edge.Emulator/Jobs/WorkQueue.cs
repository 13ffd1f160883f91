using System.Threading.Channels;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>
/// Runs the work items of jobs and inferences in the background. Each model has its own queue and workers, so that a
/// slow model does not block the others.
/// </summary>
internal sealed class WorkQueue(EmulatorOptions options, ModelCatalog models) : BackgroundService
{
    private readonly Dictionary<IModel, ModelQueue> _queues =
        models.All.ToDictionary(model => model, _ => new ModelQueue());


    /// <summary>Reserves capacity for a number of work items, which are queued afterwards.</summary>
    /// <exception cref="EmulatorException">RESOURCE_EXHAUSTED: the queue of the model is full.</exception>
    public void Reserve(IModel model, int items)
    {
        if (!_queues[model].TryReserve(items, options.MaxQueued))
        {
            throw EmulatorException.ResourceExhausted(
                $"The queue of the model '{model.Identifier}' is full: it holds up to {options.MaxQueued} input items"
                + " and inferences (--max-queued). Try again later.");
        }
    }

    /// <summary>Queues a work item for which capacity was reserved. It must not throw.</summary>
    public void Enqueue(IModel model, Func<CancellationToken, Task> work) => _queues[model].Enqueue(work);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            from queue in _queues.Values
            from worker in Enumerable.Range(0, options.Workers)
            select Task.Run(() => queue.WorkAsync(stoppingToken), stoppingToken));

    private sealed class ModelQueue
    {
        private readonly Channel<Func<CancellationToken, Task>> _work =
            Channel.CreateUnbounded<Func<CancellationToken, Task>>();

        private int _reserved;

        public bool TryReserve(int items, int limit)
        {
            if (Interlocked.Add(ref _reserved, items) <= limit)
            {
                return true;
            }

            Interlocked.Add(ref _reserved, -items);
            return false;
        }

        public void Enqueue(Func<CancellationToken, Task> work) => _work.Writer.TryWrite(work);

        public async Task WorkAsync(CancellationToken stopping)
        {
            await foreach (var work in _work.Reader.ReadAllAsync(stopping))
            {
                Interlocked.Decrement(ref _reserved);
                await work(stopping);
            }
        }
    }
}
