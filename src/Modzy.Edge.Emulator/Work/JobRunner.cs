using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Work;

/// <summary>Runs the items of jobs, each as its own piece of work.</summary>
internal sealed partial class JobRunner(
    WorkQueue queue, ItemWorker worker, JobStore store, Usage usage, ILogger<JobRunner> logger)
{
    // A job of this many bytes leaves several times as much garbage, which would stay until the next one comes.
    private const int LargeJob = 16 << 20;

    /// <summary>Makes room in the queue for the items of a job, before the job is SUBMITTED.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED: the queue of the model is full.</exception>
    public void Reserve(IModel model, int items) => queue.Reserve(model, items);

    /// <summary>Queues the items of a job, for which there is room.</summary>
    public void Start(Job job)
    {
        foreach (var item in job.Items)
        {
            queue.Enqueue(job.Model, stopping => RunAsync(job, item, stopping));
        }
    }

    /// <summary>Cancels a job and whatever of it is running; false when it has ended already.</summary>
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
            var outcome = await worker.RunAsync(
                token => ModelRun.RunAsync(job.Model, item.Inputs, token), either.Token);
            ended = job.End(item, outcome);
        }
        catch (OperationCanceledException)
        {
            // The job was cancelled, or the emulator stops.
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

    private void End(Job job)
    {
        store.Retire(job);
        LogEnd(job.Identifier, job.Model.Identifier, job.StatusName);
        if (job.Size >= LargeJob)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Job {Identifier} of {Model} has ended: {Status}")]
    private partial void LogEnd(string identifier, string model, string status);
}
