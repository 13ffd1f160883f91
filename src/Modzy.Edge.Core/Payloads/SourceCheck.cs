namespace Modzy.Edge.Payloads;

/// <summary>What input items must be before anything is sent.</summary>
internal static class SourceCheck
{
    /// <exception cref="EdgeException">There is nothing to submit, or a key stands twice in one mapping.</exception>
    public static void Check(IReadOnlyList<EdgeSource> sources)
    {
        if (sources.Count == 0)
        {
            throw EdgeException.InvalidArgument("sources", "is empty; a job needs at least one input item.");
        }

        CheckUnique(sources.Count, i => sources[i].Key, i => $"sources[{i}].key", "input item of the job");
        for (int i = 0; i < sources.Count; i++)
        {
            IReadOnlyList<EdgeInput> inputs = sources[i].Inputs;
            int item = i;
            if (inputs.Count == 0)
            {
                throw EdgeException.InvalidArgument(
                    $"sources[{item}].inputs", "is empty; an input item needs at least one data input.");
            }

            CheckUnique(inputs.Count, j => inputs[j].Key, j => $"sources[{item}].inputs[{j}].key", "data input of the item");
        }
    }

    private static void CheckUnique(int count, Func<int, string> key, Func<int, string> path, string what)
    {
        if (count == 1)
        {
            return;
        }

        var seen = new Dictionary<string, int>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            // A key that is null is reported where it is encoded.
            if (key(i) is not null && !seen.TryAdd(key(i), i))
            {
                throw EdgeException.InvalidArgument(
                    path(i), $"is \"{key(i)}\", as is {path(seen[key(i)])}; each {what} needs a key of its own.");
            }
        }
    }
}
