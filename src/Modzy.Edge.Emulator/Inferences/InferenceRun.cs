using System.Diagnostics.CodeAnalysis;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Inferences;

/// <summary>
/// An inference and the states it goes through: QUEUED, FETCHING where an input lies elsewhere, IN_PROGRESS, then
/// COMPLETE or FAILED; CANCELED where its stream was cancelled. Every member may be used from any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing to be disposed of.")]
internal sealed class InferenceRun
{
    private const string ErrorOutput = "error";

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TimeProvider _time;
    private readonly Inference _message;

    public InferenceRun(IModel model, InferenceRequest request, List<InferenceInput> inputs, TimeProvider time)
    {
        Model = model;
        Inputs = inputs;
        _time = time;
        _message = new Inference
        {
            Identifier = Guid.NewGuid().ToString(),
            Model = new() { Identifier = model.Identifier, Version = model.Version, Name = model.Name },
            Inputs = { inputs.Select(input => input.Redacted) },
            Tags = { request.Tags },
            Explain = request.Explain,
            Status = InferenceStatus.Queued,
            SubmittedAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
        };
    }

    public string Identifier => _message.Identifier;

    public IModel Model { get; }

    public List<InferenceInput> Inputs { get; }

    /// <summary>Completes when the inference has come to a final state.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Fires when the inference is cancelled.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>The inference as it is at this moment.</summary>
    public Inference ToMessage()
    {
        lock (_lock)
        {
            return _message.Clone();
        }
    }

    public void Enter(InferenceStatus status)
    {
        lock (_lock)
        {
            if (_ended.Task.IsCompleted)
            {
                return;
            }

            _message.Status = status;
            _message.Inputs.Clear();
            _message.Inputs.Add(Inputs.Select(input => input.Redacted));
        }
    }

    /// <summary>Cancels the inference; false when it has ended already.</summary>
    public bool TryCancel()
    {
        var cancelled = TryEnd(InferenceStatus.Canceled, result: null);
        _cancellation.Cancel();
        return cancelled;
    }

    /// <summary>
    /// Ends the inference; false when it was cancelled meanwhile. An error has no field of its own and is an output, as with models.
    /// </summary>
    public bool TryEnd(Outcome outcome)
    {
        var (name, output) = outcome.Error is { } error
            ? (ErrorOutput, Output(Encoding.UTF8.GetBytes(error.Message), "text/plain"))
            : (ModelRun.OutputName, Output(outcome.Json, "application/json"));
        return TryEnd(
            outcome.Error is null ? InferenceStatus.Complete : InferenceStatus.Failed,
            new InferenceResult { Outputs = { [name] = output } });
    }

    private bool TryEnd(InferenceStatus status, InferenceResult? result)
    {
        lock (_lock)
        {
            if (_ended.Task.IsCompleted)
            {
                return false;
            }

            _message.Status = status;
            _message.Result = result;
            _message.CompletedAt = Timestamp.FromDateTimeOffset(_time.GetUtcNow());
            _message.ElapsedTime = _message.CompletedAt - _message.SubmittedAt;
            return _ended.TrySetResult();
        }
    }

    private static InferenceResult.Types.Output Output(ReadOnlyMemory<byte> data, string contentType) => new()
    {
        Data = UnsafeByteOperations.UnsafeWrap(data),
        ContentType = contentType,
    };
}
