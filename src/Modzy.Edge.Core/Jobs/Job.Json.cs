using System.Text.Json;
using Modzy.Edge.Json;

namespace Modzy.Edge;

public sealed partial class Job
{
    /// <summary>The Job as JSON: every key always, in this order; then those that only some edges fill.</summary>
    private static class JobJson
    {
        private static readonly JsonEncodedText _jobIdentifier = EdgeJson.Name("job_identifier");
        private static readonly JsonEncodedText _status = EdgeJson.Name("status");
        private static readonly JsonEncodedText _accountIdentifier = EdgeJson.Name("account_identifier");
        private static readonly JsonEncodedText _createdAt = EdgeJson.Name("created_at");
        private static readonly JsonEncodedText _updatedAt = EdgeJson.Name("updated_at");
        private static readonly JsonEncodedText _submittedAt = EdgeJson.Name("submitted_at");
        private static readonly JsonEncodedText _submittedBy = EdgeJson.Name("submitted_by");
        private static readonly JsonEncodedText _pending = EdgeJson.Name("pending");
        private static readonly JsonEncodedText _completed = EdgeJson.Name("completed");
        private static readonly JsonEncodedText _failed = EdgeJson.Name("failed");
        private static readonly JsonEncodedText _total = EdgeJson.Name("total");
        private static readonly JsonEncodedText _model = EdgeJson.Name("model");
        private static readonly JsonEncodedText _user = EdgeJson.Name("user");
        private static readonly JsonEncodedText _explain = EdgeJson.Name("explain");
        private static readonly JsonEncodedText _jobInputs = EdgeJson.Name("job_inputs");
        private static readonly JsonEncodedText _accessKey = EdgeJson.Name("access_key");
        private static readonly JsonEncodedText _inputByteAmount = EdgeJson.Name("input_byte_amount");
        private static readonly JsonEncodedText _elapsedTime = EdgeJson.Name("elapsed_time");

        public static void Write(Utf8JsonWriter writer, Job job)
        {
            writer.WriteStartObject();
            writer.WriteString(_jobIdentifier, job.JobIdentifier);
            writer.WriteString(_status, job.Status);
            writer.WriteString(_accountIdentifier, job.AccountIdentifier);
            WriteExplain(writer, job.Explain);
            writer.WriteTime(_createdAt, job.CreatedTime);
            writer.WriteTime(_updatedAt, job.UpdatedTime);
            writer.WriteTime(_submittedAt, job.SubmittedTime);
            // The edge's API has no word for who submitted a job; the platform's has, and this is its Job object.
            writer.WriteNull(_submittedBy);
            writer.WriteInteger(_pending, job.Pending);
            writer.WriteInteger(_completed, job.Completed);
            writer.WriteInteger(_failed, job.Failed);
            writer.WriteInteger(_total, job.Total);
            writer.WritePropertyName(_model);
            JobModel.Write(writer, job.Model);
            WriteInputs(writer, job.JobInputs);
            writer.WriteNull(_user);
            WriteExtras(writer, job);
            writer.WriteEndObject();
        }

        private static void WriteExplain(Utf8JsonWriter writer, bool? explain)
        {
            if (explain is bool value)
            {
                writer.WriteBoolean(_explain, value);
            }
            else
            {
                writer.WriteNull(_explain);
            }
        }

        private static void WriteInputs(Utf8JsonWriter writer, IReadOnlyList<string>? inputs)
        {
            if (inputs is null)
            {
                writer.WriteNull(_jobInputs);
                return;
            }

            writer.WriteStartArray(_jobInputs);
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
                writer.WriteString(_accessKey, key);
            }

            if (job.InputByteAmount is long bytes)
            {
                writer.WriteNumber(_inputByteAmount, bytes);
            }

            if (job.ElapsedTime is long elapsed)
            {
                writer.WriteNumber(_elapsedTime, elapsed);
            }
        }
    }
}
