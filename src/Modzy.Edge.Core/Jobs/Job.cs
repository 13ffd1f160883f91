using System.Buffers;
using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>A job as the edge described it. What the edge did not say is null.</summary>
/// <example><code>
/// Console.WriteLine(job.Status);                              // COMPLETE
/// Console.WriteLine($"{job.Completed} done, {job.Failed} failed, {job.Total} in all");   // 1 done, 0 failed, 1 in all
/// </code></example>
public sealed partial class Job : IJsonWritable
{
    private WireText _identifier;
    private WireText _status;
    private WireText _account;
    private WireText _accessKey;
    private WireText _modelIdentifier;
    private WireText _modelVersion;
    private WireText _modelName;
    private bool _hasModel;
    private WireTime? _created;
    private WireTime? _updated;
    private WireTime? _submitted;
    private uint? _pending;
    private uint? _completed;
    private uint? _failed;
    private uint? _total;
    private uint _inputBytes;
    private uint _elapsed;

    private Job()
    {
    }

    private Job(string jobIdentifier, string status, ModelIdentifier? model)
    {
        _identifier = new WireText(jobIdentifier);
        _status = new WireText(status);
        if (model is not null)
        {
            _hasModel = true;
            _modelIdentifier = new WireText(model.Identifier);
            _modelVersion = new WireText(model.Version);
            _modelName = new WireText(model.Name);
        }
    }

    /// <summary>Names the job from now on.</summary>
    public string JobIdentifier => _identifier.ToString();

    /// <summary>
    /// <c>SUBMITTED</c>, <c>IN_PROGRESS</c> or <c>OPEN</c>; at the end <c>COMPLETE</c>, <c>CANCELED</c> or
    /// <c>FAILED</c>. A status that this version does not know is given as the edge gave it.
    /// </summary>
    public string Status => _status.ToString();

    /// <summary>Whether the job has ended: it will not change any more.</summary>
    public bool IsFinal => JobStates.IsFinal(Status);

    /// <summary>The account that the job belongs to.</summary>
    public string? AccountIdentifier => _account.ToStringOrNull();

    /// <summary>Whether an explanation was requested.</summary>
    public bool? Explain { get; private set; }

    /// <summary>When the job was made.</summary>
    public DateTimeOffset? CreatedAt => _created?.ToDateTimeOffset();

    /// <summary>When the job changed last.</summary>
    public DateTimeOffset? UpdatedAt => _updated?.ToDateTimeOffset();

    /// <summary>When the job was submitted.</summary>
    public DateTimeOffset? SubmittedAt => _submitted?.ToDateTimeOffset();

    /// <summary>How many input items are waiting or being worked on.</summary>
    public long? Pending => _pending;

    /// <summary>How many input items are done.</summary>
    public long? Completed => _completed;

    /// <summary>How many input items failed.</summary>
    public long? Failed => _failed;

    /// <summary>How many input items there are.</summary>
    public long? Total => _total;

    /// <summary>The model that works on the job.</summary>
    public JobModel? Model => _hasModel
        ? field ??= new JobModel(_modelIdentifier.ToString(), _modelVersion.ToString(), _modelName.ToStringOrNull())
        : null;

    /// <summary>The keys of the input items.</summary>
    public IReadOnlyList<string>? JobInputs { get => field ??= ReadInputs(); private init; }

    /// <summary>The API key that the job was submitted with, as far as the edge shows it.</summary>
    public string? AccessKey => _accessKey.ToStringOrNull();

    /// <summary>The size of the input, in bytes.</summary>
    public long? InputByteAmount => NullIfZero(_inputBytes);

    /// <summary>How long the job has taken, in milliseconds.</summary>
    public long? ElapsedTime => NullIfZero(_elapsed);

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

    /// <summary>What the edge answers when it is asked for a job.</summary>
    internal static Job From(JobDetails details) =>
        new(details.JobIdentifier, JobStates.Normalize(details.Status), details.Model)
        {
            _created = WireTime.From(details.CreatedAt),
            _updated = WireTime.From(details.UpdatedAt),
            _submitted = WireTime.From(details.SubmittedAt),
            _pending = details.Pending,
            _completed = details.Completed,
            _failed = details.Failed,
            _total = details.Total,
            _elapsed = details.ElapsedTime,
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
