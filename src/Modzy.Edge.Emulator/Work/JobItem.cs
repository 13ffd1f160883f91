using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Wire.Common;

namespace Modzy.Edge.Emulator.Work;

/// <summary>One input item of a job. All but what never changes is read and written under the lock of the job.</summary>
internal sealed class JobItem(string key, Dictionary<string, Input> inputs)
{
    public string Key => key;

    /// <summary>The data inputs, for as long as they are needed.</summary>
    public Dictionary<string, Input> Inputs { get; private set; } = inputs;

    /// <summary>Size of the data inputs in bytes, as far as it was known from the start.</summary>
    public long Size { get; } = inputs.Values.Sum(input => input.Size);

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What the model gave, once it has.</summary>
    public ReadOnlyMemory<byte>? Json { get; set; }

    /// <summary>Why the item failed, if it did.</summary>
    public Error? Error { get; set; }

    /// <summary>Lets go of the payloads.</summary>
    public void Release()
    {
        foreach (var input in Inputs.Values)
        {
            input.Dispose();
        }

        Inputs = [];
    }
}
