namespace Modzy.Edge.Payloads;

/// <summary>What input items must be before anything is sent.</summary>
internal static class SourceCheck
{
    /// <exception cref="EdgeException">There is nothing to submit, or a key stands twice in one mapping.</exception>
    public static void Check<TSource, TInput>(
        IReadOnlyList<TSource> sources,
        Func<TSource, string> sourceKey,
        Func<TSource, IReadOnlyList<TInput>> inputs,
        Func<TInput, string> inputKey,
        string listName)
    {
        if (sources.Count == 0)
        {
            throw EdgeException.InvalidArgument("sources", "is empty; a job needs at least one input item.");
        }

        CheckPresent(sources, static i => $"sources[{i}]", "give an input item.");
        CheckUnique(sources, sourceKey, static i => $"sources[{i}].key", "input item of the job");
        for (int i = 0; i < sources.Count; i++)
        {
            IReadOnlyList<TInput>? list = inputs(sources[i]);
            if (list is null || list.Count == 0)
            {
                throw EdgeException.InvalidArgument(
                    $"sources[{i}].{listName}", $"is {(list is null ? "null" : "empty")}; an input item needs at least one data input.");
            }

            if (list.Count > 1 || list[0] is null)
            {
                CheckInputs(new SourcePath(i, listName), list, inputKey);
            }
        }
    }

    private static void CheckInputs<TInput>(SourcePath item, IReadOnlyList<TInput> list, Func<TInput, string> inputKey)
    {
        CheckPresent(list, i => item.Input(i).ToString(), "give a data input.");
        CheckUnique(list, inputKey, i => item.Input(i).Member("key"), "data input of the item");
    }

    private static void CheckPresent<T>(IReadOnlyList<T> list, Func<int, string> path, string remedy)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is null)
            {
                throw EdgeException.InvalidArgument(path(i), $"is null; {remedy}");
            }
        }
    }

    /// <summary>Checks that no two of a list have the same key.</summary>
    /// <exception cref="EdgeException">Two have.</exception>
    public static void CheckUnique<T>(IReadOnlyList<T> list, Func<T, string> keyOf, Func<int, string> path, string what)
    {
        if (list.Count == 1)
        {
            return;
        }

        var seen = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
        {
            // A key that is null is reported where it is encoded.
            if (keyOf(list[i]) is string key && !seen.TryAdd(key, i))
            {
                throw EdgeException.InvalidArgument(
                    path(i), $"is \"{key}\", as is {path(seen[key])}; each {what} needs a key of its own.");
            }
        }
    }
}
