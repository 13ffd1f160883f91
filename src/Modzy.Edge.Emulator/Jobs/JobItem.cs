using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Inputs;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>One input item of a job. Mutable members are guarded by the lock of the job.</summary>
internal sealed class JobItem(string key, Dictionary<string, Input> inputs)
{
    public string Key => key;

    /// <summary>The data inputs, until they are released.</summary>
    public Dictionary<string, Input> Inputs { get; private set; } = inputs;

    /// <summary>The state of the item. Immutable: a change replaces it.</summary>
    public JobItemSnapshot State { get; set; } = new(key, inputs.Values.Sum(input => input.Size));

    /// <summary>Appends a chunk to a data input of an open job.</summary>
    public void Append(string input, ReadOnlySpan<byte> chunk, JobLimits limits)
    {
        if (!Inputs.TryGetValue(input, out var existing))
        {
            Inputs.Add(input, existing = new ChunkedInput());
        }

        var chunked = (ChunkedInput)existing; // All inputs of an open job are chunked.
        if (chunked.Chunks == limits.MaximumChunks)
        {
            throw EmulatorException.ResourceExhausted(
                $"The input '{input}' of '{key}' has {limits.MaximumChunks} chunks, as many as it may have.");
        }

        chunked.Append(chunk);
        State = State with { Size = State.Size + chunk.Length };
    }

    /// <summary>Releases the payloads.</summary>
    public void Release()
    {
        foreach (var input in Inputs.Values)
        {
            input.Dispose();
        }

        Inputs = [];
    }
}

/// <summary>The state of an item at one moment.</summary>
/// <param name="Size">Size in bytes of the data inputs that the job contained.</param>
/// <param name="Outcome">The outcome, after the item has ended.</param>
internal sealed record JobItemSnapshot(
    string Key,
    long Size,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? EndedAt = null,
    Outcome? Outcome = null,
    Vote Vote = Vote.NoVotes)
{
    public TimeSpan Latency => (EndedAt - StartedAt) ?? TimeSpan.Zero;
}

/// <summary>The outcome of an item: the output of the model, or an error.</summary>
internal sealed record Outcome(ReadOnlyMemory<byte> Json, ItemError? Error = null);

internal sealed record ItemError(ErrorCode Code, string Message);

/// <summary>The vote on a result, numbered as in results.proto.</summary>
internal enum Vote
{
    NoVotes = 0,
    Up = 1,
    Down = 2,
}
