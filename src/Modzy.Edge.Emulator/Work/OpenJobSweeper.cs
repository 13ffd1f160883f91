using Modzy.Edge.Emulator.Hosting;

namespace Modzy.Edge.Emulator.Work;

/// <summary>Cancels open jobs to which nobody has added for long, so that a client that went away leaves nothing behind.</summary>
internal sealed class OpenJobSweeper(EmulatorOptions options, JobStore store, JobRunner runner, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.OpenJobTimeout / 4, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Sweep();
        }
    }

    internal void Sweep()
    {
        foreach (var job in store.All().Where(job => job.IsOpenSince(time.GetUtcNow() - options.OpenJobTimeout)))
        {
            runner.TryCancel(job);
        }
    }
}
