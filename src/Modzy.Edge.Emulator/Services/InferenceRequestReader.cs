using System.Text;
using Google.Protobuf.Collections;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Inferences;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Emulator.S3;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Validates the requests for inferences, and converts them to runs of a model.</summary>
internal sealed class InferenceRequestReader(ModelCatalog models, CloudInputs clouds, TimeProvider time)
{
    public InferenceRun Read(InferenceRequest request) => new(
        models.Find(request.Model), ReadInputs(request.Inputs), request.Tags, request.Explain, time);

    private List<InferenceInput> ReadInputs(RepeatedField<InputSource> sources)
    {
        if (sources.Count == 0)
        {
            throw EmulatorException.InvalidArgument("inputs", "must not be empty");
        }

        var inputs = sources.Select(Read).ToList();
        var duplicate = inputs.CountBy(input => input.Description.Key).FirstOrDefault(count => count.Value > 1).Key;
        return duplicate is null
            ? inputs
            : throw EmulatorException.InvalidArgument("inputs", $"has the key '{duplicate}' more than once");
    }

    private InferenceInput Read(InputSource source, int at)
    {
        EmulatorException.ThrowIfEmpty($"inputs[{at}].key", source.Key);
        switch (source.SourceCase)
        {
            case InputSource.SourceOneofCase.Text:
                return FromContent(new TextDescription(source.Key), Encoding.UTF8.GetBytes(source.Text));
            case InputSource.SourceOneofCase.Data:
                return FromContent(new DataDescription(source.Key), source.Data.Memory);
            case InputSource.SourceOneofCase.S3:
                EmulatorException.ThrowIfEmpty($"inputs[{at}].s3.bucket", source.S3.Bucket);
                EmulatorException.ThrowIfEmpty($"inputs[{at}].s3.path", source.S3.Path);
                return FromS3(source.Key, source.S3);
            case InputSource.SourceOneofCase.Azure:
                return FromAzure(source.Key, source.Azure);
            default:
                throw EmulatorException.InvalidArgument($"inputs[{at}]", "must have a text, data, s3 or azure");
        }
    }

    private static InferenceInput FromContent(InputDescription description, ReadOnlyMemory<byte> content) => new(
        new ReadyInput(new MemoryPayload(content)), description with { Content = ContentDigest.Of(content.Span) });

    private InferenceInput FromS3(string key, S3InputSource s3) => new(
        clouds.FromS3(key, new S3Location(s3.Bucket, s3.Path, s3.Region, s3.AccessKeyId, s3.AccessKeySecret)),
        new S3Description(
            key, s3.HasEndpoint ? s3.Endpoint : null, s3.HasRegion ? s3.Region : null, s3.Bucket, s3.Path));

    private static InferenceInput FromAzure(string key, AzureInputSource azure) => new(
        CloudInputs.FromAzure(key), new AzureDescription(key, azure.StorageAccount, azure.Container, azure.Path));
}
