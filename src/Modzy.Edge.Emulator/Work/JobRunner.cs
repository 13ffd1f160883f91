using Grpc.Core;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Work;

/// <summary>Runs the items of jobs, each as its own piece of work.</summary>
internal sealed partial class JobRunner(WorkQueue queue, JobStore store, ILogger<JobRunner> logger)
{
    public void Start(Job job)
    {
        foreach (var item in job.Items)
        {
            queue.Enqueue(stopping => RunAsync(job, item, stopping));
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
        bool ended;
        try
        {
            ended = job.Complete(item, await ModelRun.RunAsync(job.Model, item.Inputs, either.Token));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return; // Nobody waits for the result any more.
        }
        catch (ItemFailure failure)
        {
            ended = job.Fail(item, failure.ToError());
        }
        catch (Exception failure)
        {
            // A bug of the emulator: it must show, and it must not leave a job that never ends.
            LogBug(failure, job.Model.Identifier);
            ended = job.Fail(item, new ItemFailure(StatusCode.Internal, "The emulator failed; its log says why.").ToError());
        }
        finally
        {
            item.Release();
        }

        if (ended)
        {
            End(job);
        }
    }

    private void End(Job job)
    {
        store.Retire(job);
        LogEnd(job.Identifier, job.Model.Identifier, job.Status);
    }

    [LoggerMessage(1, LogLevel.Information, "Job {Identifier} of {Model} has ended: {Status}")]
    private partial void LogEnd(string identifier, string model, Wire.Jobs.JobStatus status);

    [LoggerMessage(2, LogLevel.Error, "The model {Model} failed where it should not")]
    private partial void LogBug(Exception failure, string model);
}
