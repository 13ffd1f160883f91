using System.Buffers;
using Modzy.Edge.Json;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <content>Jobs from <c>jobs.v1.JobSubmissionReceipt</c>, the response to a submission.</content>
public sealed partial class Job
{
    /// <summary>The serialized <c>job_inputs</c>, parsed on demand.</summary>
    private ProtoReader? _inputs;

    /// <summary>
    /// Parses a receipt. Every submission returns one, so that the usual encoding is parsed by
    /// <see cref="ProtoReader"/>, without the generated class.
    /// </summary>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">It is malformed.</exception>
    internal static Job Read(ReadOnlySequence<byte> receipt)
    {
        var job = new Job();
        return receipt.IsSingleSegment && job.TryRead(new ProtoReader(receipt.FirstSpan.ToArray()))
            ? job
            : From(JobSubmissionReceipt.Parser.ParseFrom(receipt));
    }

    /// <summary>Whether it has an identifier, as every job must.</summary>
    internal bool HasIdentifier => !_identifier.IsEmpty;

    internal static Job From(JobSubmissionReceipt receipt)
    {
        JobSubmissionReceipt.Types.JobDetails? details = receipt.Details;
        var job = new Job(receipt.JobIdentifier, JobStates.NameOf(receipt.Status), receipt.Model)
        {
            Explain = receipt.Explain,
            JobInputs = receipt.JobInputs?.Identifier,
            _submitted = WireTime.From(receipt.SubmittedAt),
            _accessKey = new WireText(receipt.AccessKey),
            _inputBytes = receipt.InputByteAmount,
            _account = new WireText(details?.AccountIdentifier ?? ""),
            _created = WireTime.From(details?.CreatedAt),
            _updated = WireTime.From(details?.UpdatedAt),
            _total = details?.Total,
            _pending = details?.Pending,
            _completed = details?.Completed,
            _failed = details?.Failed,
            _elapsed = details?.ElapsedTime ?? 0,
        };
        job.Complete(receipt.Status, receipt.TotalInputs);
        return job;
    }

    /// <summary>The counts that follow from the number of inputs, if the edge gives no details.</summary>
    private void Complete(JobStatus status, uint inputs)
    {
        _pending ??= JobStates.IsLive(status) ? inputs : null;
        _total ??= inputs;
    }

    private bool TryRead(ProtoReader receipt)
    {
        uint inputs = 0;
        JobStatus status = JobStatus.Unknown;
        Explain = false;
        while (receipt.NextInOrder(out int tag))
        {
            switch (tag)
            {
                case 0x0A:
                    _identifier = receipt.Text();
                    break;
                case 0x12:
                    receipt.Require(TryReadModel(receipt.Message()));
                    break;
                case 0x1A:
                    _accessKey = receipt.Text();
                    break;
                case 0x20:
                    inputs = receipt.UInt32();
                    break;
                case 0x2A:
                    receipt.Require(TryReadInputs(receipt.Message()));
                    break;
                case 0x30:
                    _inputBytes = receipt.UInt32();
                    break;
                case 0x3A:
                    receipt.Require(TryReadTime(receipt.Message(), out _submitted));
                    break;
                case 0x40:
                    status = (JobStatus)receipt.Int32();
                    break;
                case 0x4A:
                    receipt.Require(TryReadDetails(receipt.Message()));
                    break;
                case 0x50:
                    Explain = receipt.Integer() != 0;
                    break;
                default:
                    receipt.Require(false);
                    break;
            }
        }

        _status = JobStates.TextOf(status);
        Complete(status, inputs);
        return !receipt.HasRefused;
    }

    private bool TryReadModel(ProtoReader model)
    {
        _hasModel = true;
        while (model.NextInOrder(out int tag))
        {
            switch (tag)
            {
                case 0x0A:
                    _modelIdentifier = model.Text();
                    break;
                case 0x12:
                    _modelVersion = model.Text();
                    break;
                case 0x1A:
                    _modelName = model.Text();
                    break;
                default:
                    model.Require(false);
                    break;
            }
        }

        return !model.HasRefused;
    }

    private bool TryReadDetails(ProtoReader details)
    {
        (_total, _pending, _completed, _failed) = (0, 0, 0, 0);
        while (details.NextInOrder(out int tag))
        {
            switch (tag)
            {
                case 0x0A:
                    _account = details.Text();
                    break;
                case 0x12:
                    details.Require(TryReadTime(details.Message(), out _created));
                    break;
                case 0x1A:
                    details.Require(TryReadTime(details.Message(), out _updated));
                    break;
                case 0x20:
                    _total = details.UInt32();
                    break;
                case 0x28:
                    _pending = details.UInt32();
                    break;
                case 0x30:
                    _completed = details.UInt32();
                    break;
                case 0x38:
                    _failed = details.UInt32();
                    break;
                case 0x40:
                    _elapsed = details.UInt32();
                    break;
                default:
                    details.Require(false);
                    break;
            }
        }

        return !details.HasRefused;
    }

    private static bool TryReadTime(ProtoReader timestamp, out WireTime? time)
    {
        long seconds = 0;
        int nanos = 0;
        while (timestamp.NextInOrder(out int tag))
        {
            switch (tag)
            {
                case 0x08:
                    seconds = timestamp.Integer();
                    break;
                case 0x10:
                    nanos = timestamp.Int32();
                    break;
                default:
                    timestamp.Require(false);
                    break;
            }
        }

        time = WireTime.From(seconds, nanos);
        return !timestamp.HasRefused;
    }

    private bool TryReadInputs(ProtoReader inputs)
    {
        _inputs = inputs;
        while (inputs.Next(out int tag))
        {
            inputs.Require(tag == 0x0A);
            inputs.Text();
        }

        return !inputs.HasRefused;
    }

    private List<string>? ReadInputs()
    {
        if (_inputs is not ProtoReader inputs)
        {
            return null;
        }

        List<string> names = [];
        while (inputs.Next(out _))
        {
            names.Add(inputs.Text().ToString());
        }

        return names;
    }
}
