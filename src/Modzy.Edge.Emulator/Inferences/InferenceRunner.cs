using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Inferences;

/// <summary>Accepts inferences, runs them in the background, and keeps a bounded history.</summary>
internal sealed class InferenceRunner(
    EmulatorOptions options, WorkQueue queue, ItemWorker worker, ILogger<InferenceRunner> logger)
{
    private readonly BoundedHistory<InferenceRun> _inferences = new(options.KeepJobs);

    /// <exception cref="EmulatorException">RESOURCE_EXHAUSTED: the queue of the model is full.</exception>
    public void Start(InferenceRun run)
    {
        queue.Reserve(run.Model, 1);
        _inferences.Add(run.Identifier, run);
        queue.Enqueue(run.Model, stopping => RunAsync(run, stopping));
    }

    public InferenceRun Find(string identifier)
    {
        EmulatorException.ThrowIfEmpty("identifier", identifier);
        return _inferences.TryFind(identifier, out var run)
            ? run
            : throw EmulatorException.NotFound(
                $"There is no inference '{identifier}'. The last {options.KeepJobs} finished ones are kept"
                + " (--keep-jobs).");
    }

    /// <summary>Cancels an inference whose client has disconnected. No effect if it has ended.</summary>
    public void Cancel(InferenceRun run)
    {
        if (run.TryCancel())
        {
            Retire(run);
        }
    }

    private async Task RunAsync(InferenceRun run, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Cancelled, stopping);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            if (run.TryEnd(await worker.RunAsync(token => FetchAndRunAsync(run, token), either.Token)))
            {
                Retire(run);
            }
        }
        catch (OperationCanceledException)
        {
            // The inference was cancelled, or the emulator is shutting down.
        }
        finally
        {
            run.Inputs.ForEach(input => input.Dispose());
        }
    }

    private void Retire(InferenceRun run)
    {
        _inferences.Retire(run.Identifier);
        ServerLog.InferenceEnded(logger, run.Identifier, run.Model.Identifier, run.ToSnapshot().Status);
    }

    private static async Task<ReadOnlyMemory<byte>> FetchAndRunAsync(InferenceRun run, CancellationToken stopping)
    {
        foreach (var input in run.Inputs.Where(input => input.IsRemote))
        {
            run.Enter(InferenceStatus.Fetching);
            await input.FetchAsync(stopping);
        }

        run.Enter(InferenceStatus.InProgress);
        return await ModelRun.RunAsync(
            run.Model, run.Inputs.Select(input => KeyValuePair.Create(input.Description.Key, input.Input)), stopping);
    }
}
