using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>One input item of a job. Mutable members are guarded by the lock of the job.</summary>
internal sealed class JobItem(string key, Dictionary<string, Input> inputs)
{
    public string Key => key;

    /// <summary>The data inputs, until they are released.</summary>
    public Dictionary<string, Input> Inputs { get; private set; } = inputs;

    /// <summary>Size in bytes of the data inputs that the job contained.</summary>
    public long Size { get; private set; } = inputs.Values.Sum(input => input.Size);

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The outcome, after the item has ended.</summary>
    public Outcome? Outcome { get; set; }

    public ResultVote.Types.Vote Vote { get; set; }

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
            throw RpcErrors.ResourceExhausted(
                $"The input '{input}' of '{key}' has {limits.MaximumChunks} chunks, as many as it may have.");
        }

        chunked.Append(chunk);
        Size += chunk.Length;
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
