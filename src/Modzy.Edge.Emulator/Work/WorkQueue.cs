using System.Threading.Channels;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Work;

/// <summary>
/// Does the work of jobs and inferences in the background. Each model has a queue and workers of its own, so that one that takes
/// long does not hold up the others.
/// </summary>
internal sealed class WorkQueue(EmulatorOptions options, ModelCatalog models) : BackgroundService
{
    private readonly Dictionary<IModel, Channel<Func<CancellationToken, Task>>> _queues =
        models.All.ToDictionary(model => model, _ => Channel.CreateUnbounded<Func<CancellationToken, Task>>());

    /// <summary>Queues some work of a model, which is to deal with its failures itself.</summary>
    public void Enqueue(IModel model, Func<CancellationToken, Task> work) => _queues[model].Writer.TryWrite(work);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            from queue in _queues.Values
            from worker in Enumerable.Range(0, options.Workers)
            select Task.Run(() => WorkAsync(queue.Reader, stoppingToken), stoppingToken));

    private static async Task WorkAsync(ChannelReader<Func<CancellationToken, Task>> queue, CancellationToken stopping)
    {
        await foreach (var work in queue.ReadAllAsync(stopping))
        {
            await work(stopping);
        }
    }
}
