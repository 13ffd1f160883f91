using System.Security.Cryptography;
using System.Text;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.S3;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Inferences;

/// <summary>Converts the inputs of a request to inputs of a model, with their redacted descriptions.</summary>
internal sealed class InferenceInputReader(CloudInputs clouds)
{
    public List<InferenceInput> Read(IReadOnlyList<InputSource> sources)
    {
        if (sources.Count == 0)
        {
            throw RpcErrors.InvalidArgument("inputs", "must not be empty");
        }

        var inputs = sources.Select(Read).ToList();
        var twice = inputs.CountBy(input => input.Key).FirstOrDefault(count => count.Value > 1).Key;
        return twice is null ? inputs : throw RpcErrors.InvalidArgument("inputs", $"has the key '{twice}' more than once");
    }

    private InferenceInput Read(InputSource source, int at)
    {
        RpcErrors.RequireNonEmpty($"inputs[{at}].key", source.Key);
        if (source.SourceCase == InputSource.SourceOneofCase.S3)
        {
            RpcErrors.RequireNonEmpty($"inputs[{at}].s3.bucket", source.S3.Bucket);
            RpcErrors.RequireNonEmpty($"inputs[{at}].s3.path", source.S3.Path);
        }

        return ReadContent(source, at);
    }

    private InferenceInput ReadContent(InputSource source, int at) => source.SourceCase switch
    {
        InputSource.SourceOneofCase.Text => FromText(source.Key, Encoding.UTF8.GetBytes(source.Text)),
        InputSource.SourceOneofCase.Data => FromData(source.Key, source.Data.Memory),
        InputSource.SourceOneofCase.S3 => FromS3(source.Key, source.S3),
        InputSource.SourceOneofCase.Azure => FromAzure(source.Key, source.Azure),
        _ => throw RpcErrors.InvalidArgument($"inputs[{at}]", "must have a text, data, s3 or azure"),
    };

    private static InferenceInput FromText(string key, byte[] bytes) =>
        new(Held(bytes), new RedactedInputSource { Key = key, Text = Describe(bytes) });

    private static InferenceInput FromData(string key, ReadOnlyMemory<byte> bytes) =>
        new(Held(bytes), new RedactedInputSource { Key = key, Data = Describe(bytes.Span) });

    private InferenceInput FromS3(string key, S3InputSource s3)
    {
        var redacted = new RedactedInputSource.Types.S3ContentInfo { Bucket = s3.Bucket, Path = s3.Path };
        switch (s3.OriginCase)
        {
            case S3InputSource.OriginOneofCase.Endpoint:
                redacted.Endpoint = s3.Endpoint;
                break;
            case S3InputSource.OriginOneofCase.Region:
                redacted.Region = s3.Region;
                break;
        }

        var location = new S3Location(s3.Bucket, s3.Path, s3.Region, s3.AccessKeyId, s3.AccessKeySecret);
        return new InferenceInput(clouds.FromS3(key, location), new RedactedInputSource { Key = key, S3 = redacted });
    }

    private static InferenceInput FromAzure(string key, AzureInputSource azure) => new(
        CloudInputs.FromAzure(key),
        new RedactedInputSource
        {
            Key = key,
            Azure = new() { StorageAccount = azure.StorageAccount, Container = azure.Container, Path = azure.Path },
        });

    private static ReadyInput Held(ReadOnlyMemory<byte> bytes) => new(new HeldPayload(bytes));

    private static RedactedInputSource.Types.EmbeddedContentInfo Describe(ReadOnlySpan<byte> bytes) => new()
    {
        SizeInBytes = WireNumbers.Clamp(bytes.Length),
        Sha256Digest = Convert.ToHexStringLower(SHA256.HashData(bytes)),
    };
}
