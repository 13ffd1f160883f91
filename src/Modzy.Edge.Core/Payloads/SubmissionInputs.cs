using System.Buffers;
using System.Text;

namespace Modzy.Edge.Payloads;

/// <summary>Makes the input of a job from what callers give.</summary>
internal static class SubmissionInputs
{
    /// <summary>Data that travels with the job.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput Embedded(IReadOnlyList<EdgeSource> sources) => new(JobInputType.Embedded, Items(sources));

    /// <summary>The same for keys that are encoded already.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput Embedded(SourceItem[] items)
    {
        Check(items);
        return new SubmissionInput(JobInputType.Embedded, items);
    }

    /// <summary>Text that travels with the job as it is.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput Text(IReadOnlyList<EdgeSource> sources) => ValidText(Items(sources));

    /// <summary>The same for keys that are encoded already.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput Text(SourceItem[] items)
    {
        Check(items);
        return ValidText(items);
    }

    /// <summary>Objects in S3, or in a store that speaks its protocol.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput S3(IReadOnlyList<EdgeObjectSource> sources, S3Access access)
    {
        StoreAccess.CheckOrigin(access);
        bool isAws = string.IsNullOrEmpty(access.Endpoint);
        return new SubmissionInput(
            isAws ? JobInputType.AwsS3 : JobInputType.StorageGrid, Items(sources, "bucket"u8, "key"u8), StoreAccess.S3(access));
    }

    /// <summary>Objects in Azure's blob storage.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput Azure(IReadOnlyList<EdgeObjectSource> sources, AzureAccess access) =>
        new(JobInputType.AzureBlob, Items(sources, "container"u8, "filePath"u8), StoreAccess.Azure(access));

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
        // One input has nothing to be compared with.
        if (items is not [{ Inputs.Length: 1 }])
        {
            Check(Array.ConvertAll(items, static item => new EdgeSource(
                Encoding.UTF8.GetString(item.Key),
                Array.ConvertAll(item.Inputs, static input => new EdgeInput(Encoding.UTF8.GetString(input.Key), input.Content)))));
        }
    }

    private static void Check(IReadOnlyList<EdgeSource> sources) => SourceCheck.Check(
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
        SourceCheck.Check(
            sources, static source => source.Key, static source => source.Objects, static item => item.Key, "objects");
        return Items(
            sources,
            static source => source.Key,
            static source => source.Objects,
            static item => item.Key,
            (item, path) => new ReadOnlySequence<byte>(ObjectPlace.Encode(
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
