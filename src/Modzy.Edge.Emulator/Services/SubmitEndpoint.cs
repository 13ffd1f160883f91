using Google.Protobuf;
using Grpc.Core;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>JobService/SubmitJob, which reads its message as submission.proto declares it.</summary>
internal sealed class SubmitEndpoint(
    ModelCatalog models,
    JobInputReader inputs,
    WorkQueue queue,
    JobStore store,
    JobRunner runner,
    Usage usage,
    TimeProvider time)
{
    public static Method<RawSubmission, JobSubmissionReceipt> Method { get; } = new(
        MethodType.Unary,
        JobService.Descriptor.FullName,
        nameof(SubmitJob),
        Marshallers.Create<RawSubmission>(
            (_, _) => throw new NotSupportedException(),
            context => RawSubmission.Parser.ParseFrom(context.PayloadAsReadOnlySequence())),
        Marshallers.Create<JobSubmissionReceipt>(
            (receipt, context) =>
            {
                context.SetPayloadLength(receipt.CalculateSize());
                receipt.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            _ => throw new NotSupportedException()));

    public Task<JobSubmissionReceipt> SubmitJob(RawSubmission request, ServerCallContext context)
    {
        var model = models.Find(request.Model);
        var items = request.Input is null ? null : inputs.Read(request.Input);
        var job = new Job(model, request.Explain, AccessKey.PrefixOf(context), items, time)
        {
            ItemTimeout = TimeoutOf(request.Input),
        };
        queue.Reserve(model, items?.Count ?? 0);
        store.Add(job);
        usage.Submitted(job);
        var receipt = job.ToSnapshot().ToReceipt(); // Before the job starts, so that its status is SUBMITTED.
        if (items is not null)
        {
            runner.Start(job);
        }

        return Task.FromResult(receipt);
    }

    // The protocol names no unit. Milliseconds are the unit of the timeouts in Modzy's descriptions of models.
    private static TimeSpan TimeoutOf(RawInput? input) => input is { Timeout: > 0 }
        ? TimeSpan.FromMilliseconds(Math.Min(input.Timeout, int.MaxValue))
        : Timeout.InfiniteTimeSpan;
}
