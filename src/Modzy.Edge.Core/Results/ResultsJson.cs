using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge;

/// <summary><c>results.v1.Results</c> as JSON, with the names of the wire and every field always.</summary>
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

    /// <summary>Writes an object that holds no more than an identifier; null if it is absent.</summary>
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
