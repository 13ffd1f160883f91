using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>A job as the edge described it. What the edge did not say is null.</summary>
/// <example><code>
/// Console.WriteLine(job.Status);                              // COMPLETE
/// Console.WriteLine($"{job.Completed} done, {job.Failed} failed, {job.Total} in all");   // 1 done, 0 failed, 1 in all
/// </code></example>
public sealed partial class Job : IJsonWritable, IReceivedMessage, Wire.ISubmittedJob
{
    private int _wireBytes;
    private WireTime? _created;
    private WireTime? _updated;
    private WireTime? _submitted;

    int IReceivedMessage.WireBytes => _wireBytes;

    private Job(string jobIdentifier, string status, ModelIdentifier? model)
    {
        JobIdentifier = jobIdentifier;
        Status = status;
        Model = JobModel.From(model);
    }

    /// <summary>Names the job from now on.</summary>
    public string JobIdentifier { get; }

    /// <summary>
    /// <c>SUBMITTED</c>, <c>IN_PROGRESS</c> or <c>OPEN</c>; at the end <c>COMPLETE</c>, <c>CANCELED</c> or
    /// <c>FAILED</c>. A status that this version does not know is given as the edge gave it.
    /// </summary>
    public string Status { get; }

    /// <summary>Whether the job has ended: it will not change any more.</summary>
    public bool IsFinal => JobStates.IsFinal(Status);

    /// <summary>The account that the job belongs to.</summary>
    public string? AccountIdentifier { get; private init; }

    /// <summary>Whether an explanation was requested.</summary>
    public bool? Explain { get; private init; }

    /// <summary>When the job was made.</summary>
    public DateTimeOffset? CreatedAt => _created?.ToDateTimeOffset();

    /// <summary>When the job changed last.</summary>
    public DateTimeOffset? UpdatedAt => _updated?.ToDateTimeOffset();

    /// <summary>When the job was submitted.</summary>
    public DateTimeOffset? SubmittedAt => _submitted?.ToDateTimeOffset();

    /// <summary>How many input items are waiting or being worked on.</summary>
    public long? Pending { get; private init; }

    /// <summary>How many input items are done.</summary>
    public long? Completed { get; private init; }

    /// <summary>How many input items failed.</summary>
    public long? Failed { get; private init; }

    /// <summary>How many input items there are.</summary>
    public long? Total { get; private init; }

    /// <summary>The model that works on the job.</summary>
    public JobModel? Model { get; }

    /// <summary>The keys of the input items.</summary>
    public IReadOnlyList<string>? JobInputs { get; private init; }

    /// <summary>The API key that the job was submitted with, as far as the edge shows it.</summary>
    public string? AccessKey { get; private init; }

    /// <summary>The size of the input, in bytes.</summary>
    public long? InputByteAmount { get; private init; }

    /// <summary>How long the job has taken, in milliseconds.</summary>
    public long? ElapsedTime { get; private init; }

    /// <summary>Writes the job as a JSON object; modzy_edge.h describes it.</summary>
    /// <param name="output">Receives UTF-8.</param>
    /// <example><code>
    /// PipeWriter file = PipeWriter.Create(File.Create("job.json"));
    /// job.WriteJson(file);
    /// await file.CompleteAsync();
    /// </code></example>
    public void WriteJson(IBufferWriter<byte> output) => JobJson.Write(output, this);

    /// <summary>The job as JSON text.</summary>
    /// <example><code>
    /// Console.WriteLine(job.ToString());                          // {"job_identifier":"...","status":"COMPLETE",...}
    /// </code></example>
    public override string ToString() => EdgeJson.ToText(this, Write);

    /// <summary>What the edge answers to a submission.</summary>
    /// <param name="receipt">The answer.</param>
    /// <param name="wireBytes">Its size.</param>
    internal static Job From(JobSubmissionReceipt receipt, int wireBytes = 0)
    {
        JobSubmissionReceipt.Types.JobDetails? details = receipt.Details;
        return new Job(receipt.JobIdentifier, JobStates.NameOf(receipt.Status), receipt.Model)
        {
            _wireBytes = wireBytes,
            Explain = receipt.Explain,
            JobInputs = receipt.JobInputs?.Identifier,
            _submitted = WireTime.From(receipt.SubmittedAt),
            AccessKey = EdgeJson.NullIfEmpty(receipt.AccessKey),
            InputByteAmount = NullIfZero(receipt.InputByteAmount),
            AccountIdentifier = EdgeJson.NullIfEmpty(details?.AccountIdentifier ?? ""),
            _created = WireTime.From(details?.CreatedAt),
            _updated = WireTime.From(details?.UpdatedAt),

            // Without details, the counts follow from the number of inputs.
            Total = details?.Total ?? receipt.TotalInputs,
            Pending = details?.Pending ?? (JobStates.IsLive(receipt.Status) ? receipt.TotalInputs : null),
            Completed = details?.Completed,
            Failed = details?.Failed,
            ElapsedTime = NullIfZero(details?.ElapsedTime ?? 0),
        };
    }

    /// <summary>What the edge answers when it is asked for a job.</summary>
    internal static Job From(JobDetails details) =>
        new(details.JobIdentifier, JobStates.Normalize(details.Status), details.Model)
        {
            _created = WireTime.From(details.CreatedAt),
            _updated = WireTime.From(details.UpdatedAt),
            _submitted = WireTime.From(details.SubmittedAt),
            Pending = details.Pending,
            Completed = details.Completed,
            Failed = details.Failed,
            Total = details.Total,
            ElapsedTime = NullIfZero(details.ElapsedTime),
            JobInputs = [.. details.JobInputs.Select(static input => input.Identifier)],
        };

    /// <summary>What the edge answers when it is asked for a list.</summary>
    internal static Job From(JobSummary summary) =>
        new(summary.JobIdentifier, JobStates.Normalize(summary.Status), summary.Model);

    internal static void Write(Utf8JsonWriter writer, Job job)
    {
        var json = new ArrayBufferWriter<byte>();
        JobJson.Write(json, job);
        writer.WriteRawValue(json.WrittenSpan, skipInputValidation: true);
    }

    private static long? NullIfZero(uint value) => value == 0 ? null : value;
}

/// <summary>The model that works on a job or an inference.</summary>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name, or null if the edge did not say it.</param>
/// <example><code>
/// if (job.Model is JobModel model)
/// {
///     Console.WriteLine($"{model.Identifier} {model.Version}");                  // inspector 1.0.0
/// }
/// </code></example>
public sealed record JobModel(string Identifier, string Version, string? Name)
{
    internal static JobModel? From(ModelIdentifier? model) =>
        model is null ? null : new JobModel(model.Identifier, model.Version, EdgeJson.NullIfEmpty(model.Name));

    internal static void Write(Utf8JsonWriter writer, JobModel? model)
    {
        if (model is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteText("identifier"u8, model.Identifier);
        writer.WriteText("version"u8, model.Version);
        writer.WriteText("name"u8, model.Name);
        writer.WriteEndObject();
    }
}

/// <summary>The states of a job, by their names in the API.</summary>
internal static class JobStates
{
    private const string Complete = "COMPLETE";
    public const string Canceled = "CANCELED";
    private const string Failed = "FAILED";

    /// <summary>By their proto numbers.</summary>
    private static readonly string[] _names = ["UNKNOWN", "SUBMITTED", "IN_PROGRESS", Complete, Canceled, Failed, "OPEN"];

    public static bool IsLive(JobStatus status) =>
        status is JobStatus.Submitted or JobStatus.InProgress or JobStatus.Open;

    public static bool IsFinal(string status) => status is Complete or Canceled or Failed;

    /// <summary>Edges spell the cancelled state in two ways; this normalizes them.</summary>
    public static string Normalize(string status) => status == "CANCELLED" ? Canceled : status;

    /// <summary>The proto name; an unknown number as a number.</summary>
    public static string NameOf(JobStatus status) => (uint)status < (uint)_names.Length
        ? _names[(int)status]
        : ((int)status).ToString(CultureInfo.InvariantCulture);
}
