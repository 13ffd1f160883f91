using System.Buffers;
using Modzy.Edge.Json;

namespace Modzy.Edge;

public sealed partial class Job
{
    /// <summary>The Job as JSON: every key always, in this order; then those that only some edges fill.</summary>
    private static class JobJson
    {
        public static void Write(IBufferWriter<byte> output, Job job)
        {
            var json = new JsonText(output);
            json.Write("{\"job_identifier\":"u8);
            json.Write(job.JobIdentifier);
            json.Write(",\"status\":"u8);
            json.Write(job.Status);
            json.Write(",\"account_identifier\":"u8);
            json.Write(job.AccountIdentifier);
            json.Write(",\"explain\":"u8);
            json.Write(job.Explain);
            json.Write(",\"created_at\":"u8);
            json.Write(job.CreatedTime);
            json.Write(",\"updated_at\":"u8);
            json.Write(job.UpdatedTime);
            json.Write(",\"submitted_at\":"u8);
            json.Write(job.SubmittedTime);
            // The edge's API has no word for who submitted a job; the platform's has, and this is its Job object.
            json.Write(",\"submitted_by\":null,\"pending\":"u8);
            json.Write(job.Pending);
            json.Write(",\"completed\":"u8);
            json.Write(job.Completed);
            json.Write(",\"failed\":"u8);
            json.Write(job.Failed);
            json.Write(",\"total\":"u8);
            json.Write(job.Total);
            json.Write(",\"model\":"u8);
            WriteModel(ref json, job.Model);
            json.Write(",\"job_inputs\":"u8);
            WriteInputs(ref json, job.JobInputs);
            json.Write(",\"user\":null"u8);
            WriteExtras(ref json, job);
            json.Write("}"u8);
            json.Finish();
        }

        private static void WriteModel(ref JsonText json, JobModel? model)
        {
            if (model is null)
            {
                json.Write("null"u8);
                return;
            }

            json.Write("{\"identifier\":"u8);
            json.Write(model.Identifier);
            json.Write(",\"version\":"u8);
            json.Write(model.Version);
            json.Write(",\"name\":"u8);
            json.Write(model.Name);
            json.Write("}"u8);
        }

        private static void WriteInputs(ref JsonText json, IReadOnlyList<string>? inputs)
        {
            if (inputs is null)
            {
                json.Write("null"u8);
                return;
            }

            json.Write("["u8);
            for (int i = 0; i < inputs.Count; i++)
            {
                if (i > 0)
                {
                    json.Write(","u8);
                }

                json.Write(inputs[i]);
            }

            json.Write("]"u8);
        }

        private static void WriteExtras(ref JsonText json, Job job)
        {
            if (job.AccessKey is string key)
            {
                json.Write(",\"access_key\":"u8);
                json.Write(key);
            }

            if (job.InputByteAmount is long bytes)
            {
                json.Write(",\"input_byte_amount\":"u8);
                json.Write(bytes);
            }

            if (job.ElapsedTime is long elapsed)
            {
                json.Write(",\"elapsed_time\":"u8);
                json.Write(elapsed);
            }
        }
    }
}
