namespace Modzy.Edge.Emulator.Jobs;

/// <summary>Cancels open jobs that have not changed for a timeout, such as those of clients that have exited.</summary>
internal sealed class OpenJobSweeper(EmulatorOptions options, JobStore store, JobRunner runner, TimeProvider time)
    : BackgroundService
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
