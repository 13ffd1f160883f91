using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Emulator.S3;

namespace Modzy.Edge.Emulator.Services;

/// <summary>
/// Validates the input of a submission, and converts it to the items of a job. An error of the request is thrown here;
/// an invalid data input is converted to one that fails its item when the item is processed.
/// </summary>
internal sealed class JobInputReader(EmulatorOptions options, CloudInputs clouds)
{
    private const string Embedded = "embedded";
    private const string Text = "text";
    private const string AwsS3 = "aws-s3";
    private const string StorageGrid = "storage-grid";
    private const string AzureBlob = "azureblob";

    public List<JobItem> Read(RawInput input)
    {
        if (input.Sources.Count == 0)
        {
            throw EmulatorException.InvalidArgument("input.sources", "must not be empty");
        }

        if (input.Sources.Count > options.Limits.MaximumInputs)
        {
            throw EmulatorException.InvalidArgument(
                "input.sources",
                $"has {input.Sources.Count} items, more than the {options.Limits.MaximumInputs} of a job");
        }

        var reader = ReaderFor(input);
        return [.. input.Sources.Select(source => new JobItem(source.Key, ReadItem(source.Key, source.Value, reader)))];
    }

    private Func<string, RawValue, Input> ReaderFor(RawInput input) => input.Type switch
    {
        Embedded => (key, value) => value.KindCase == RawValue.KindOneofCase.StringValue
            ? DataUri.Read(key, value.StringValue.Memory)
            : NotA("data URI", key),
        Text => (key, value) => value.KindCase == RawValue.KindOneofCase.StringValue
            ? new ReadyInput(new MemoryPayload(value.StringValue.Memory))
            : NotA("text", key),
        AwsS3 or StorageGrid => (key, value) => value.KindCase == RawValue.KindOneofCase.StructValue
            ? clouds.FromS3(key, LocationOf(value.StructValue, input))
            : NotA("place of an object", key),
        AzureBlob => (key, _) => CloudInputs.FromAzure(key),
        "" => throw EmulatorException.InvalidArgument("input.type", "must not be empty"),
        _ => throw EmulatorException.InvalidArgument(
            "input.type", $"is '{input.Type}', not {Embedded}, {Text}, {AwsS3}, {StorageGrid} or {AzureBlob}"),
    };

    private static Dictionary<string, Input> ReadItem(
        string item, RawStruct source, Func<string, RawValue, Input> reader)
    {
        EmulatorException.ThrowIfEmpty("the key of an item in input.sources", item);
        if (source.Fields.Count == 0)
        {
            throw EmulatorException.InvalidArgument($"input.sources['{item}']", "must have at least one data input");
        }

        foreach (var key in source.Fields.Keys)
        {
            EmulatorException.ThrowIfEmpty($"the key of a data input in input.sources['{item}']", key);
        }

        return source.Fields.ToDictionary(field => field.Key, field => reader(field.Key, field.Value));
    }

    private static S3Location LocationOf(RawStruct place, RawInput input) => new(
        StringOf(place, "bucket"), StringOf(place, "key"), input.Region, input.AccessKeyID, input.SecretAccessKey);

    private static string StringOf(RawStruct place, string field) =>
        place.Fields.TryGetValue(field, out var value) && !value.StringValue.IsEmpty
            ? value.StringValue.ToStringUtf8()
            : throw EmulatorException.InvalidArgument($"{field} of an object in input.sources", "must not be empty");

    private static BrokenInput NotA(string kind, string key) => new(new EmulatorException(
        ErrorCode.InvalidArgument, $"The input '{key}' is not a {kind}."));
}
