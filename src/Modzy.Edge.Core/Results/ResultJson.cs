using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge;

/// <summary><c>results.v1.Result</c> as JSON, with the names of the wire and every field always.</summary>
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
