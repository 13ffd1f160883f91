using System.Buffers;
using System.Text;

namespace Modzy.Edge.Wire;

/// <summary>Makes the input of a job from the caller's arguments.</summary>
internal static class SubmissionInputs
{
    /// <summary>Data embedded in the message.</summary>
    /// <exception cref="EdgeException">An argument is invalid.</exception>
    public static SubmissionInput Embedded(IReadOnlyList<EdgeSource> sources) =>
        new(JobInputType.Embedded, Items(sources));

    /// <summary>The same for keys that are UTF-8 already.</summary>
    /// <exception cref="EdgeException">An argument is invalid.</exception>
    public static SubmissionInput Embedded(SourceItem[] items)
    {
        Check(items);
        return new SubmissionInput(JobInputType.Embedded, items);
    }

    /// <summary>Text embedded in the message.</summary>
    /// <exception cref="EdgeException">An argument is invalid.</exception>
    public static SubmissionInput Text(IReadOnlyList<EdgeSource> sources) => ValidText(Items(sources));

    /// <summary>The same for keys that are UTF-8 already.</summary>
    /// <exception cref="EdgeException">An argument is invalid.</exception>
    public static SubmissionInput Text(SourceItem[] items)
    {
        Check(items);
        return ValidText(items);
    }

    /// <summary>Objects in S3, or in a compatible store.</summary>
    /// <exception cref="EdgeException">An argument is invalid.</exception>
    public static SubmissionInput S3(IReadOnlyList<EdgeObjectSource> sources, S3Access access)
    {
        ObjectStorageFields.CheckOrigin(access);
        bool isAws = string.IsNullOrEmpty(access.Endpoint);
        return new SubmissionInput(
            isAws ? JobInputType.AwsS3 : JobInputType.StorageGrid, Items(sources, "bucket"u8, "key"u8), ObjectStorageFields.S3(access));
    }

    /// <summary>Objects in Azure's blob storage.</summary>
    /// <exception cref="EdgeException">An argument is invalid.</exception>
    public static SubmissionInput Azure(IReadOnlyList<EdgeObjectSource> sources, AzureAccess access) =>
        new(JobInputType.AzureBlob, Items(sources, "container"u8, "filePath"u8), ObjectStorageFields.Azure(access));

    private static SubmissionInput ValidText(SourceItem[] items)
    {
        for (int i = 0; i < items.Length; i++)
        {
            SourceInput[] inputs = items[i].Inputs;
            for (int j = 0; j < inputs.Length; j++)
            {
                if (!StrictUtf8.IsValid(inputs[j].Content))
                {
                    throw StrictUtf8.Invalid(
                        new SourcePath(i).Input(j).Member("data"), "submit it as an embedded job, which takes any bytes");
                }
            }
        }

        return new SubmissionInput(JobInputType.Text, items);
    }

    private static void Check(SourceItem[] items)
    {
        // A single input has no duplicates.
        if (items is not [{ Inputs.Length: 1 }])
        {
            Check(Array.ConvertAll(items, static item => new EdgeSource(
                Encoding.UTF8.GetString(item.Key),
                Array.ConvertAll(
                    item.Inputs, static input => new EdgeInput(Encoding.UTF8.GetString(input.Key), input.Content)))));
        }
    }

    private static void Check(IReadOnlyList<EdgeSource> sources) => SourceValidation.Check(
        sources, static source => source.Key, static source => source.Inputs, static input => input.Key, "inputs");

    private static SourceItem[] Items(IReadOnlyList<EdgeSource> sources)
    {
        Check(sources);
        return Items(
            sources,
            static source => source.Key,
            static source => source.Inputs,
            static input => input.Key,
            static (input, _) => input.Data,
            "inputs");
    }

    private static SourceItem[] Items(
        IReadOnlyList<EdgeObjectSource> sources, ReadOnlySpan<byte> containerName, ReadOnlySpan<byte> pathName)
    {
        byte[] containerKey = containerName.ToArray();
        byte[] pathKey = pathName.ToArray();
        SourceValidation.Check(
            sources, static source => source.Key, static source => source.Objects, static item => item.Key, "objects");
        return Items(
            sources,
            static source => source.Key,
            static source => source.Objects,
            static item => item.Key,
            (item, path) => new ReadOnlySequence<byte>(ObjectLocation.Encode(
                containerKey, Name(item.Container, path.Member("container")), pathKey, Name(item.Path, path.Member("path")))),
            "objects");
    }

    private static byte[] Name(string value, string path) => string.IsNullOrEmpty(value)
        ? throw EdgeException.InvalidArgument(path, "is empty; say where in the store the object lies.")
        : StrictUtf8.Encode(value, path);

    private static SourceItem[] Items<TSource, TInput>(
        IReadOnlyList<TSource> sources,
        Func<TSource, string> sourceKey,
        Func<TSource, IReadOnlyList<TInput>> inputs,
        Func<TInput, string> inputKey,
        Func<TInput, SourcePath, ReadOnlySequence<byte>> content,
        string listName)
    {
        var items = new SourceItem[sources.Count];
        for (int i = 0; i < items.Length; i++)
        {
            var item = new SourcePath(i, listName);
            IReadOnlyList<TInput> list = inputs(sources[i]);
            var fields = new SourceInput[list.Count];
            for (int j = 0; j < fields.Length; j++)
            {
                SourcePath path = item.Input(j);
                fields[j] = new SourceInput(StrictUtf8.Encode(inputKey(list[j]), path, "key"), content(list[j], path));
            }

            items[i] = new SourceItem(StrictUtf8.Encode(sourceKey(sources[i]), item, "key"), fields);
        }

        return items;
    }
}

/// <summary>Validates input items before anything is sent.</summary>
internal static class SourceValidation
{
    /// <exception cref="EdgeException">There is nothing to submit, or a key is not unique.</exception>
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

    /// <summary>Checks that the keys of a list are unique.</summary>
    /// <exception cref="EdgeException">Two are equal.</exception>
    public static void CheckUnique<T>(IReadOnlyList<T> list, Func<T, string> keyOf, Func<int, string> path, string what)
    {
        if (list.Count == 1)
        {
            return;
        }

        var seen = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
        {
            // A null key is reported when it is encoded.
            if (keyOf(list[i]) is string key && !seen.TryAdd(key, i))
            {
                throw EdgeException.InvalidArgument(
                    path(i), $"is \"{key}\", as is {path(seen[key])}; each {what} needs a key of its own.");
            }
        }
    }
}

/// <summary>
/// The path of an input item or a data input among the arguments, such as <c>sources[2].inputs[0]</c>. It becomes text
/// for errors only.
/// </summary>
internal readonly struct SourcePath
{
    private readonly int _source;
    private readonly int _input;
    private readonly string _list;

    /// <summary>An input item.</summary>
    /// <param name="source">Its index.</param>
    /// <param name="list">The name of the list of its data inputs.</param>
    public SourcePath(int source, string list = "inputs")
        : this(source, -1, list)
    {
    }

    private SourcePath(int source, int input, string list)
    {
        _source = source;
        _input = input;
        _list = list;
    }

    /// <summary>A data input of the item.</summary>
    public SourcePath Input(int input) => new(_source, input, _list);

    /// <summary>The path of a member.</summary>
    public string Member(string name) => $"{ToString()}.{name}";

    public override string ToString() => _input < 0 ? $"sources[{_source}]" : $"sources[{_source}].{_list}[{_input}]";
}
