using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>Runs the items of jobs, each as a work item of its own.</summary>
internal sealed class JobRunner(
    WorkQueue queue, ItemWorker worker, JobStore store, Usage usage, ILogger<JobRunner> logger)
{
    // A job of this size leaves several times its size as garbage, which would stay until the next job.
    private const int LargeJob = 16 << 20;

    /// <summary>Queues the items of a job, for which capacity was reserved.</summary>
    public void Start(Job job)
    {
        foreach (var item in job.Items)
        {
            queue.Enqueue(job.Model, stopping => RunAsync(job, item, stopping));
        }
    }

    /// <summary>Cancels a job and its running items; false if it has already ended.</summary>
    public bool TryCancel(Job job)
    {
        var cancelled = job.TryCancel();
        if (cancelled)
        {
            End(job);
        }

        return cancelled;
    }

    private async Task RunAsync(Job job, JobItem item, CancellationToken stopping)
    {
        if (!job.TryStart(item))
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(job.Cancelled, stopping);
        var ended = false;
        try
        {
            var outcome = await worker.RunAsync(token => RunWithinAsync(job, item, token), either.Token);
            ended = job.End(item, outcome);
        }
        catch (OperationCanceledException)
        {
            // The job was cancelled, or the emulator is shutting down.
        }
        finally
        {
            item.Release();
        }

        if (ended)
        {
            usage.Processed(job);
            End(job);
        }
    }

    /// <exception cref="EmulatorException">The model failed, or exceeded the time limit.</exception>
    private static async Task<ReadOnlyMemory<byte>> RunWithinAsync(
        Job job, JobItem item, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(job.ItemTimeout);
        try
        {
            return await ModelRun.RunAsync(job.Model, item.Inputs, limited.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EmulatorException(
                ErrorCode.DeadlineExceeded,
                $"{job.Model.Identifier} did not finish within the job's timeout of"
                + $" {job.ItemTimeout.TotalMilliseconds} ms; submit the job with a longer one.");
        }
    }

    private void End(Job job)
    {
        store.Retire(job);
        ServerLog.JobEnded(logger, job.Identifier, job.Model.Identifier, job.Status.Name);
        if (job.ToSnapshot().Size >= LargeJob)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
