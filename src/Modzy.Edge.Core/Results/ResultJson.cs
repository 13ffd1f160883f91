using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge;

/// <summary><c>results.v1.Results</c> as JSON, with the field names of the protos, absent fields included.</summary>
internal static class ResultsJson
{
    public static void Write(Utf8JsonWriter writer, Wire.Results.Results results)
    {
        writer.WriteStartObject();
        writer.WriteText("job_identifier"u8, results.JobIdentifier);
        writer.WriteText("account_identifier"u8, EdgeJson.NullIfEmpty(results.AccountIdentifier));
        WriteIdentified(writer, "team"u8, results.Team?.Identifier);
        writer.WriteNumber("total"u8, results.Total);
        writer.WriteNumber("completed"u8, results.Completed);
        writer.WriteNumber("failed"u8, results.Failed);
        writer.WriteBoolean("finished"u8, results.Finished);
        writer.WriteText("submitted_by_key"u8, EdgeJson.NullIfEmpty(results.SubmittedByKey));
        writer.WriteBoolean("explained"u8, results.Explained);
        writer.WriteTime("submitted_at"u8, WireTime.From(results.SubmittedAt));
        WriteFigures(writer, results);
        writer.WriteStartObject("results"u8);
        foreach (KeyValuePair<string, Wire.Results.Results.Types.InputResult> entry in results.Results_)
        {
            writer.WriteName(entry.Key);
            WriteResult(writer, entry.Value);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("failures"u8);
        foreach (KeyValuePair<string, Any> entry in results.Failures)
        {
            writer.WriteName(entry.Key);
            FailureJson.Write(writer, entry.Value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes an object with an identifier only; null if it is absent.</summary>
    internal static void WriteIdentified(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? identifier)
    {
        if (identifier is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteText("identifier"u8, identifier);
        writer.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter writer, Wire.Results.Results results)
    {
        writer.WriteNumber("initial_queue_time"u8, results.InitialQueueTime);
        writer.WriteNumber("total_queue_time"u8, results.TotalQueueTime);
        writer.WriteDuration("average_model_latency"u8, results.AverageModelLatency);
        writer.WriteDuration("total_model_latency"u8, results.TotalModelLatency);
        writer.WriteNumber("elapsed_time"u8, results.ElapsedTime);
        writer.WriteTime("starting_result_summarizing"u8, WireTime.From(results.StartingResultSummarizing));
        writer.WriteNumber("result_summarizing"u8, results.ResultSummarizing);
        writer.WriteNumber("input_size"u8, results.InputSize);
    }

    private static void WriteResult(Utf8JsonWriter writer, Wire.Results.Results.Types.InputResult result)
    {
        writer.WriteStartObject();
        writer.WriteText("status"u8, result.Status);
        writer.WriteText("engine"u8, EdgeJson.NullIfEmpty(result.Engine));
        writer.WriteNumber("input_fetching"u8, result.InputFetching);
        writer.WriteNumber("output_uploading"u8, result.OutputUploading);
        writer.WriteDuration("model_latency"u8, result.ModelLatency);
        writer.WriteNumber("queue_time"u8, result.QueueTime);
        writer.WriteTime("start_time"u8, WireTime.From(result.StartTime));
        writer.WriteTime("update_time"u8, WireTime.From(result.UpdateTime));
        writer.WriteTime("end_time"u8, WireTime.From(result.EndTime));
        writer.WritePropertyName("results.json"u8);
        StructJson.WriteOrNull(writer, result.Results);
        WriteVoting(writer, result.Voting);
        writer.WriteEndObject();
    }

    internal static void WriteVoting(Utf8JsonWriter writer, Voting? voting)
    {
        if (voting is null)
        {
            writer.WriteNull("voting"u8);
            return;
        }

        writer.WriteStartObject("voting"u8);
        writer.WriteNumber("up"u8, voting.Up);
        writer.WriteNumber("down"u8, voting.Down);
        writer.WriteEndObject();
    }
}

/// <summary><c>results.v1.Result</c> as JSON, with the field names of the protos, absent fields included.</summary>
internal static class ResultJson
{
    public static void Write(Utf8JsonWriter writer, Result result)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("job"u8);
        WriteJob(writer, result.Job);
        writer.WriteText("input_name"u8, result.InputName);
        writer.WriteTime("start_time"u8, WireTime.FromUnixSeconds(result.StartTime));
        writer.WriteTime("update_time"u8, WireTime.FromUnixSeconds(result.UpdateTime));
        writer.WriteTime("end_time"u8, WireTime.FromUnixSeconds(result.EndTime));
        writer.WriteBoolean("explained"u8, result.Explained);
        writer.WriteText("engine"u8, EdgeJson.NullIfEmpty(result.Engine));
        writer.WriteNumber("queue_time"u8, result.QueueTime);
        writer.WriteNumber("input_fetching_time"u8, result.InputFetchingTime);
        writer.WriteNumber("output_uploading_time"u8, result.OutputUploadingTime);
        writer.WriteDuration("model_latency"u8, result.ModelLatency);
        writer.WriteTime("input_completed_time"u8, WireTime.FromUnixSeconds(result.InputCompletedTime));
        writer.WriteText("access_key"u8, EdgeJson.NullIfEmpty(result.AccessKey));
        writer.WriteNumber("input_size"u8, result.InputSize);
        writer.WriteBoolean("use_legacy_datasource_json"u8, result.UseLegacyDatasourceJson);
        writer.WritePropertyName("result"u8);
        StructJson.WriteOrNull(writer, result.Result_);
        ResultsJson.WriteVoting(writer, result.Voting);
        writer.WriteEndObject();
    }

    private static void WriteJob(Utf8JsonWriter writer, Result.Types.Job? job)
    {
        if (job is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteText("identifier"u8, job.Identifier);
        writer.WriteTime("created_at"u8, WireTime.FromUnixSeconds(job.CreatedAt));
        writer.WriteTime("updated_at"u8, WireTime.FromUnixSeconds(job.UpdatedAt));
        writer.WritePropertyName("model"u8);
        JobModel.Write(writer, JobModel.From(job.Model));
        WriteOwner(writer, job);
        writer.WriteStartArray("tags"u8);
        foreach (string tag in job.Tags)
        {
            writer.WriteTextValue(tag);
        }

        writer.WriteEndArray();
        writer.WriteNumber("total_input_count"u8, job.TotalInputCount);
        writer.WriteNumber("completed_input_count"u8, job.CompletedInputCount);
        writer.WriteNumber("failed_input_count"u8, job.FailedInputCount);
        writer.WriteTime("submitted_at"u8, WireTime.FromUnixSeconds(job.SubmittedAt));
        writer.WriteNumber("initial_queue_time"u8, job.InitialQueueTime);
        writer.WriteNumber("total_queue_time"u8, job.TotalQueueTime);
        writer.WriteDuration("average_model_latency"u8, job.AverageModelLatency);
        writer.WriteTime("result_summary_started_at"u8, WireTime.FromUnixSeconds(job.ResultSummaryStartedAt));
        writer.WriteNumber("input_size"u8, job.InputSize);
        writer.WriteBoolean("finished"u8, job.Finished);
        writer.WriteNumber("elapsed_time"u8, job.ElapsedTime);
        writer.WriteNumber("result_summarizing_time"u8, job.ResultSummarizingTime);
        writer.WriteEndObject();
    }

    private static void WriteOwner(Utf8JsonWriter writer, Result.Types.Job job)
    {
        if (job.User is null)
        {
            writer.WriteNull("user"u8);
        }
        else
        {
            writer.WriteStartObject("user"u8);
            writer.WriteText("identifier"u8, job.User.Identifier);
            writer.WriteText("email"u8, job.User.Email);
            writer.WriteText("name"u8, job.User.Name);
            writer.WriteEndObject();
        }

        writer.WriteText("submitted_by"u8, EdgeJson.NullIfEmpty(job.SubmittedBy));
        ResultsJson.WriteIdentified(writer, "team"u8, job.Team?.Identifier);
        ResultsJson.WriteIdentified(writer, "account"u8, job.Account?.Identifier);
    }
}

/// <summary>
/// A failure (<c>google.protobuf.Any</c>) as JSON: known types with their fields, others with their type URL and bytes.
/// </summary>
internal static class FailureJson
{
    public static void Write(Utf8JsonWriter writer, Any failure)
    {
        if (TryUnpackError(failure, out Error? error))
        {
            writer.WriteStartObject();
            writer.WriteText("message"u8, error.Message);
            writer.WriteText("report_error_url"u8, error.ReportErrorUrl);
            writer.WriteText("status"u8, error.Status);
            writer.WriteNumber("status_code"u8, error.StatusCode);
            writer.WriteEndObject();
        }
        else if (TryUnpack(failure, "google.protobuf.Struct", Struct.Parser, out Struct? content))
        {
            StructJson.Write(writer, content);
        }
        else if (TryUnpack(failure, "google.protobuf.StringValue", StringValue.Parser, out StringValue? text))
        {
            writer.WriteStartObject();
            writer.WriteText("message"u8, text.Value);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteText("@type"u8, failure.TypeUrl);
            writer.WriteBase64("value"u8, failure.Value.Span);
            writer.WriteEndObject();
        }
    }

    /// <summary>The error message of a failure, if it has a known type.</summary>
    public static bool TryUnpackError(Any any, [NotNullWhen(true)] out Error? error) =>
        TryUnpack(any, "common.v1.Error", Error.Parser, out error);

    /// <summary>
    /// Like <see cref="Any.TryUnpack"/>, but without an exception for malformed bytes, and without protobuf's
    /// reflection, which the native library does not contain.
    /// </summary>
    private static bool TryUnpack<T>(
        Any any, string typeName, MessageParser<T> parser, [NotNullWhen(true)] out T? message)
        where T : class, IMessage<T>
    {
        message = null;
        if (Any.GetTypeName(any.TypeUrl) != typeName)
        {
            return false;
        }

        try
        {
            message = parser.ParseFrom(any.Value);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            // Malformed: written as bytes.
            return false;
        }
    }
}
