using System.Buffers;
using Modzy.Edge.Json;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

public sealed partial class Job
{
    /// <summary>The job as JSON: always these keys in this order; then those that only some edges fill.</summary>
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
            json.Write(job._created);
            json.Write(",\"updated_at\":"u8);
            json.Write(job._updated);
            json.Write(",\"submitted_at\":"u8);
            json.Write(job._submitted);
            // The edge does not report who submitted a job. The key is part of the platform's Job object.
            json.Write(",\"submitted_by\":null,\"pending\":"u8);
            json.Write(job.Pending);
            json.Write(",\"completed\":"u8);
            json.Write(job.Completed);
            json.Write(",\"failed\":"u8);
            json.Write(job.Failed);
            json.Write(",\"total\":"u8);
            json.Write(job.Total);
            json.Write(",\"model\":"u8);
            WriteModel(ref json, job);
            json.Write(",\"job_inputs\":"u8);
            WriteInputs(ref json, job);
            json.Write(",\"user\":null"u8);
            WriteExtras(ref json, job);
            json.Write("}"u8);
            json.Finish();
        }

        private static void WriteModel(ref JsonText json, Job job)
        {
            if (job.Model is not JobModel model)
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

        private static void WriteInputs(ref JsonText json, Job job)
        {
            if (job.JobInputs is IReadOnlyList<string> inputs)
            {
                json.Write("["u8);
                for (int i = 0; i < inputs.Count; i++)
                {
                    json.Write(i > 0 ? ","u8 : default);
                    json.Write(inputs[i]);
                }

                json.Write("]"u8);
            }
            else
            {
                json.Write("null"u8);
            }
        }

        private static void WriteExtras(ref JsonText json, Job job)
        {
            if (job.AccessKey is string accessKey)
            {
                json.Write(",\"access_key\":"u8);
                json.Write(accessKey);
            }

            if (job.InputByteAmount is long inputBytes)
            {
                json.Write(",\"input_byte_amount\":"u8);
                json.Write(inputBytes);
            }

            if (job.ElapsedTime is long elapsed)
            {
                json.Write(",\"elapsed_time\":"u8);
                json.Write(elapsed);
            }
        }
    }
}
