using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Inferences;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;

namespace Modzy.Edge;

/// <summary>
/// <c>inferences.api.v1.Inference</c> as JSON, with the field names of the proto, absent fields included.
/// </summary>
internal static class InferenceJson
{
    public static void Write(Utf8JsonWriter writer, WireInference inference)
    {
        writer.WriteStartObject();
        writer.WriteText("identifier"u8, inference.Identifier);
        writer.WriteText("status"u8, InferenceStates.NameOf(inference.Status));
        writer.WritePropertyName("model"u8);
        JobModel.Write(writer, JobModel.From(inference.Model));
        writer.WriteStartArray("inputs"u8);
        foreach (RedactedInputSource input in inference.Inputs)
        {
            WriteInput(writer, input);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("tags"u8);
        foreach (KeyValuePair<string, string> tag in inference.Tags)
        {
            writer.WriteName(tag.Key);
            writer.WriteTextValue(tag.Value);
        }

        writer.WriteEndObject();
        writer.WriteBoolean("explain"u8, inference.Explain);
        writer.WriteTime("submitted_at"u8, WireTime.From(inference.SubmittedAt));
        writer.WriteTime("completed_at"u8, WireTime.From(inference.CompletedAt));
        writer.WriteDuration("elapsed_time"u8, WireDuration.ToMilliseconds(inference.ElapsedTime));
        WriteResult(writer, inference.Result);
        writer.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter writer, RedactedInputSource input)
    {
        writer.WriteStartObject();
        writer.WriteText("key"u8, input.Key);
        switch (input.SourceCase)
        {
            case RedactedInputSource.SourceOneofCase.Text:
                WriteContent(writer, "text"u8, input.Text);
                break;
            case RedactedInputSource.SourceOneofCase.Data:
                WriteContent(writer, "data"u8, input.Data);
                break;
            case RedactedInputSource.SourceOneofCase.S3:
                writer.WriteStartObject("s3"u8);
                writer.WriteNumber("size_in_bytes"u8, input.S3.SizeInBytes);
                writer.WriteText("sha256_digest"u8, input.S3.Sha256Digest);
                writer.WriteText("endpoint"u8, input.S3.HasEndpoint ? input.S3.Endpoint : null);
                writer.WriteText("region"u8, input.S3.HasRegion ? input.S3.Region : null);
                writer.WriteText("bucket"u8, input.S3.Bucket);
                writer.WriteText("path"u8, input.S3.Path);
                writer.WriteEndObject();
                break;
            case RedactedInputSource.SourceOneofCase.Azure:
                writer.WriteStartObject("azure"u8);
                writer.WriteNumber("size_in_bytes"u8, input.Azure.SizeInBytes);
                writer.WriteText("sha256_digest"u8, input.Azure.Sha256Digest);
                writer.WriteText("storage_account"u8, input.Azure.StorageAccount);
                writer.WriteText("container"u8, input.Azure.Container);
                writer.WriteText("path"u8, input.Azure.Path);
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteContent(
        Utf8JsonWriter writer, ReadOnlySpan<byte> name, RedactedInputSource.Types.EmbeddedContentInfo content)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("size_in_bytes"u8, content.SizeInBytes);
        writer.WriteText("sha256_digest"u8, content.Sha256Digest);
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, InferenceResult? result)
    {
        if (result is null)
        {
            writer.WriteNull("result"u8);
            return;
        }

        writer.WriteStartObject("result"u8);
        writer.WriteStartObject("outputs"u8);
        foreach (KeyValuePair<string, InferenceResult.Types.Output> output in result.Outputs)
        {
            writer.WriteName(output.Key);
            writer.WriteStartObject();
            writer.WriteBase64("data"u8, output.Value.Data.Span);
            writer.WriteText("content_type"u8, output.Value.ContentType);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
