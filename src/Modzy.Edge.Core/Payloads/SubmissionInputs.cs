namespace Modzy.Edge.Payloads;

/// <summary>Makes the input of a job from what callers give.</summary>
internal static class SubmissionInputs
{
    /// <summary>Data that travels with the job.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput Embedded(IReadOnlyList<EdgeSource> sources) =>
        new(JobInputType.Embedded, Items(sources, static (input, _) => new DataUriValue(input.Data)));

    /// <summary>Text that travels with the job as it is.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput Text(IReadOnlyList<EdgeSource> sources) =>
        new(JobInputType.Text, Items(sources, static (input, path) =>
        {
            StrictUtf8.Check(input.Data.Span, path.Member("data"), "submit it as an embedded job, which takes any bytes");
            return new TextValue(input.Data);
        }));

    /// <summary>Objects in S3, or in a store that speaks its protocol.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput S3(IReadOnlyList<EdgeObjectSource> sources, S3Access access)
    {
        StoreAccess.CheckOrigin(access);
        bool isAws = string.IsNullOrEmpty(access.Endpoint);
        return new SubmissionInput(
            isAws ? JobInputType.AwsS3 : JobInputType.StorageGrid, Items(sources, "bucket", "key"), StoreAccess.S3(access));
    }

    /// <summary>Objects in Azure's blob storage.</summary>
    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public static SubmissionInput Azure(IReadOnlyList<EdgeObjectSource> sources, AzureAccess access) =>
        new(JobInputType.AzureBlob, Items(sources, "container", "filePath"), StoreAccess.Azure(access));

    private static SourceItem[] Items(IReadOnlyList<EdgeSource> sources, Func<EdgeInput, SourcePath, StructValue> value) =>
        Items(sources, static source => source.Key, static source => source.Inputs, static input => input.Key, value, "inputs");

    private static SourceItem[] Items(IReadOnlyList<EdgeObjectSource> sources, string containerName, string pathName)
    {
        byte[] container = StrictUtf8.Encode(containerName, "container");
        byte[] objectPath = StrictUtf8.Encode(pathName, "path");
        return Items(
            sources,
            static source => source.Key,
            static source => source.Objects,
            static item => item.Key,
            (item, path) => new ObjectValue(
                new StructField(container, Name(item.Container, path.Member("container"))),
                new StructField(objectPath, Name(item.Path, path.Member("path")))),
            "objects");
    }

    private static TextValue Name(string value, string path) => string.IsNullOrEmpty(value)
        ? throw EdgeException.InvalidArgument(path, "is empty; say where in the store the object lies.")
        : new TextValue(StrictUtf8.Encode(value, path));

    private static SourceItem[] Items<TSource, TInput>(
        IReadOnlyList<TSource> sources,
        Func<TSource, string> sourceKey,
        Func<TSource, IReadOnlyList<TInput>> inputs,
        Func<TInput, string> inputKey,
        Func<TInput, SourcePath, StructValue> value,
        string listName)
    {
        SourceCheck.Check(sources, sourceKey, inputs, inputKey, listName);
        var items = new SourceItem[sources.Count];
        for (int i = 0; i < items.Length; i++)
        {
            var item = new SourcePath(i, listName);
            IReadOnlyList<TInput> list = inputs(sources[i]);
            var fields = new StructField[list.Count];
            for (int j = 0; j < fields.Length; j++)
            {
                SourcePath path = item.Input(j);
                fields[j] = new StructField(StrictUtf8.Encode(inputKey(list[j]), path, "key"), value(list[j], path));
            }

            items[i] = new SourceItem(StrictUtf8.Encode(sourceKey(sources[i]), item, "key"), fields);
        }

        return items;
    }
}
