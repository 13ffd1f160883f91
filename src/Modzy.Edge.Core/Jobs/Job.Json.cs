using System.Text.Json;
using Modzy.Edge.Json;

namespace Modzy.Edge;

public sealed partial class Job
{
    /// <summary>The Job as JSON: every key always, in this order; then those that only some edges fill.</summary>
    private static class JobJson
    {
        public static void Write(Utf8JsonWriter writer, Job job)
        {
            writer.WriteStartObject();
            writer.WriteString("job_identifier"u8, job.JobIdentifier);
            writer.WriteString("status"u8, job.Status);
            writer.WriteString("account_identifier"u8, job.AccountIdentifier);
            WriteExplain(writer, job.Explain);
            writer.WriteTime("created_at"u8, job.CreatedTime);
            writer.WriteTime("updated_at"u8, job.UpdatedTime);
            writer.WriteTime("submitted_at"u8, job.SubmittedTime);
            // The edge's API has no word for who submitted a job; the platform's has, and this is its Job object.
            writer.WriteNull("submitted_by"u8);
            writer.WriteInteger("pending"u8, job.Pending);
            writer.WriteInteger("completed"u8, job.Completed);
            writer.WriteInteger("failed"u8, job.Failed);
            writer.WriteInteger("total"u8, job.Total);
            writer.WritePropertyName("model"u8);
            JobModel.Write(writer, job.Model);
            WriteInputs(writer, job.JobInputs);
            writer.WriteNull("user"u8);
            WriteExtras(writer, job);
            writer.WriteEndObject();
        }

        private static void WriteExplain(Utf8JsonWriter writer, bool? explain)
        {
            if (explain is bool value)
            {
                writer.WriteBoolean("explain"u8, value);
            }
            else
            {
                writer.WriteNull("explain"u8);
            }
        }

        private static void WriteInputs(Utf8JsonWriter writer, IReadOnlyList<string>? inputs)
        {
            if (inputs is null)
            {
                writer.WriteNull("job_inputs"u8);
                return;
            }

            writer.WriteStartArray("job_inputs"u8);
            foreach (string input in inputs)
            {
                writer.WriteStringValue(input);
            }

            writer.WriteEndArray();
        }

        private static void WriteExtras(Utf8JsonWriter writer, Job job)
        {
            if (job.AccessKey is string key)
            {
                writer.WriteString("access_key"u8, key);
            }

            if (job.InputByteAmount is long bytes)
            {
                writer.WriteNumber("input_byte_amount"u8, bytes);
            }

            if (job.ElapsedTime is long elapsed)
            {
                writer.WriteNumber("elapsed_time"u8, elapsed);
            }
        }
    }
}
