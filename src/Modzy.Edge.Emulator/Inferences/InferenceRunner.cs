using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Inferences;

/// <summary>Accepts inferences, runs them in the background, and keeps a bounded history.</summary>
internal sealed partial class InferenceRunner(
    EmulatorOptions options,
    ModelCatalog models,
    CloudInputs clouds,
    WorkQueue queue,
    ItemWorker worker,
    TimeProvider time,
    ILogger<InferenceRunner> logger)
{
    private readonly BoundedHistory<InferenceRun> _inferences = new(options.KeepJobs);
    private readonly InferenceInputReader _reader = new(clouds);

    public InferenceRun Start(InferenceRequest request)
    {
        var model = models.Find(request.Model);
        var run = new InferenceRun(model, request, _reader.Read(request.Inputs), time);
        queue.Reserve(model, 1);
        _inferences.Add(run.Identifier, run);
        queue.Enqueue(model, stopping => RunAsync(run, stopping));
        return run;
    }

    public InferenceRun Find(string identifier)
    {
        if (identifier.Length == 0)
        {
            throw RpcErrors.InvalidArgument("identifier", "must not be empty");
        }

        return _inferences.TryFind(identifier, out var run)
            ? run
            : throw RpcErrors.NotFound(
                $"There is no inference '{identifier}'. The last {options.KeepJobs} finished ones are remembered.");
    }

    /// <summary>Cancels an inference whose caller has gone. No effect if it has ended.</summary>
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
            // The inference was cancelled, or the emulator stops.
        }
        finally
        {
            run.Inputs.ForEach(input => input.Dispose());
        }
    }

    private void Retire(InferenceRun run)
    {
        _inferences.Retire(run.Identifier);
        LogEnd(run.Identifier, run.Model.Identifier, run.ToMessage().Status);
    }

    private static async Task<ReadOnlyMemory<byte>> FetchAndRunAsync(InferenceRun run, CancellationToken stopping)
    {
        foreach (var input in run.Inputs.Where(input => input.IsElsewhere))
        {
            run.Enter(InferenceStatus.Fetching);
            await input.FetchAsync(stopping);
        }

        run.Enter(InferenceStatus.InProgress);
        return await ModelRun.RunAsync(
            run.Model, run.Inputs.Select(input => KeyValuePair.Create(input.Key, input.Input)), stopping);
    }

    [LoggerMessage(3, LogLevel.Information, "Inference {Identifier} of {Model} has ended: {Status}")]
    private partial void LogEnd(string identifier, string model, InferenceStatus status);
}
