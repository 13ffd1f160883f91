using System.Diagnostics;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Inferences;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Converts inferences to the messages of InferenceService.</summary>
internal static class InferenceMessages
{
    private const string ErrorOutput = "error";

    public static Inference ToMessage(this InferenceSnapshot inference) => new()
    {
        Identifier = inference.Identifier,
        Model = inference.Model.ToIdentifier(),
        Inputs = { inference.Inputs.Select(ToMessage) },
        Tags = { inference.Tags.ToDictionary() },
        Explain = inference.Explain,
        Status = (Wire.Inferences.InferenceStatus)inference.Status,
        SubmittedAt = inference.SubmittedAt.ToTimestamp(),
        CompletedAt = inference.CompletedAt?.ToTimestamp(),
        ElapsedTime = (inference.CompletedAt - inference.SubmittedAt)?.ToDuration(),
        Result = inference.Outcome is { } outcome ? ToMessage(outcome) : null,
    };

    /// <summary>An error has no field of its own: it is an output, as of the models of Modzy.</summary>
    private static InferenceResult ToMessage(Outcome outcome)
    {
        var (name, output) = outcome.Error is { } error
            ? (ErrorOutput, Output(Encoding.UTF8.GetBytes(error.Message), "text/plain"))
            : (ModelRun.OutputName, Output(outcome.Json, "application/json"));
        return new() { Outputs = { [name] = output } };
    }

    private static InferenceResult.Types.Output Output(ReadOnlyMemory<byte> data, string contentType) => new()
    {
        Data = UnsafeByteOperations.UnsafeWrap(data),
        ContentType = contentType,
    };

    private static RedactedInputSource ToMessage(InputDescription input) => input switch
    {
        TextDescription text => new() { Key = input.Key, Text = ToMessage(text.Content!) },
        DataDescription data => new() { Key = input.Key, Data = ToMessage(data.Content!) },
        S3Description s3 => new() { Key = input.Key, S3 = ToMessage(s3) },
        AzureDescription azure => new() { Key = input.Key, Azure = ToMessage(azure) },
        _ => throw new UnreachableException(),
    };

    private static RedactedInputSource.Types.AzureContentInfo ToMessage(AzureDescription azure) => new()
    {
        StorageAccount = azure.StorageAccount,
        Container = azure.Container,
        Path = azure.Path,
    };

    private static RedactedInputSource.Types.EmbeddedContentInfo ToMessage(ContentDigest content) => new()
    {
        SizeInBytes = WireNumbers.Clamp(content.Size),
        Sha256Digest = content.Sha256,
    };

    private static RedactedInputSource.Types.S3ContentInfo ToMessage(S3Description s3)
    {
        var message = new RedactedInputSource.Types.S3ContentInfo { Bucket = s3.Bucket, Path = s3.Path };
        if (s3.Endpoint is { } endpoint)
        {
            message.Endpoint = endpoint;
        }
        else if (s3.Region is { } region)
        {
            message.Region = region;
        }

        if (s3.Content is { } content)
        {
            message.SizeInBytes = WireNumbers.Clamp(content.Size);
            message.Sha256Digest = content.Sha256;
        }

        return message;
    }
}
