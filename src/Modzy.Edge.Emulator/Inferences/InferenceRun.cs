using System.Diagnostics.CodeAnalysis;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Inferences;

/// <summary>
/// An inference and its states: QUEUED, FETCHING while a remote input is fetched, IN_PROGRESS, then COMPLETE or FAILED;
/// CANCELED if its stream was cancelled. All members are thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing to be disposed of.")]
internal sealed class InferenceRun
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TimeProvider _time;
    private volatile InferenceSnapshot _state;

    public InferenceRun(
        IModel model,
        List<InferenceInput> inputs,
        IReadOnlyDictionary<string, string> tags,
        bool explain,
        TimeProvider time)
    {
        Inputs = inputs;
        _time = time;
        _state = new InferenceSnapshot(
            Guid.NewGuid().ToString(), model, tags, explain, time.GetUtcNow(), InferenceStatus.Queued, Descriptions);
    }

    public string Identifier => _state.Identifier;

    public IModel Model => _state.Model;

    public List<InferenceInput> Inputs { get; }

    /// <summary>Completes when the inference is in a final state.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Fires when the inference is cancelled.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    private List<InputDescription> Descriptions => Inputs.ConvertAll(input => input.Description);

    public InferenceSnapshot ToSnapshot() => _state;

    public void Enter(InferenceStatus status)
    {
        lock (_lock)
        {
            if (!_ended.Task.IsCompleted)
            {
                _state = _state with { Status = status, Inputs = Descriptions };
            }
        }
    }

    /// <summary>Cancels the inference; false if it has already ended.</summary>
    public bool TryCancel()
    {
        var cancelled = TryEnd(InferenceStatus.Canceled, outcome: null);
        _cancellation.Cancel();
        return cancelled;
    }

    /// <summary>Ends the inference; false if it was cancelled before.</summary>
    public bool TryEnd(Outcome outcome) =>
        TryEnd(outcome.Error is null ? InferenceStatus.Complete : InferenceStatus.Failed, outcome);

    private bool TryEnd(InferenceStatus status, Outcome? outcome)
    {
        lock (_lock)
        {
            if (_ended.Task.IsCompleted)
            {
                return false;
            }

            _state = _state with { Status = status, Outcome = outcome, CompletedAt = _time.GetUtcNow() };
            return _ended.TrySetResult();
        }
    }
}

/// <summary>The state of an inference at one moment.</summary>
/// <param name="Outcome">The outcome; null until the inference has ended, and if it was cancelled.</param>
internal sealed record InferenceSnapshot(
    string Identifier,
    IModel Model,
    IReadOnlyDictionary<string, string> Tags,
    bool Explain,
    DateTimeOffset SubmittedAt,
    InferenceStatus Status,
    IReadOnlyList<InputDescription> Inputs,
    DateTimeOffset? CompletedAt = null,
    Outcome? Outcome = null);

/// <summary>The states of an inference, numbered as in inferences.proto.</summary>
internal enum InferenceStatus
{
    Queued = 1,
    InProgress = 2,
    Complete = 3,
    Canceled = 4,
    Failed = 5,
    Fetching = 6,
}
