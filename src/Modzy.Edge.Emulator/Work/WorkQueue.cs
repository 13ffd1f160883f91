using System.Threading.Channels;
using Modzy.Edge.Emulator.Hosting;

namespace Modzy.Edge.Emulator.Work;

/// <summary>Does the work of jobs and inferences in the background: first come, first served, some at a time.</summary>
internal sealed class WorkQueue(EmulatorOptions options) : BackgroundService
{
    private readonly Channel<Func<CancellationToken, Task>> _work =
        Channel.CreateUnbounded<Func<CancellationToken, Task>>();

    /// <summary>Queues some work, which is to deal with its failures itself.</summary>
    public void Enqueue(Func<CancellationToken, Task> work) => _work.Writer.TryWrite(work);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Workers)
            .Select(_ => Task.Run(() => WorkAsync(stoppingToken), stoppingToken)));

    private async Task WorkAsync(CancellationToken stopping)
    {
        await foreach (var work in _work.Reader.ReadAllAsync(stopping))
        {
            await work(stopping);
        }
    }
}
