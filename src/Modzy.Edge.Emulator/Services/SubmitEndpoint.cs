using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>SubmitJob, apart from the rest of JobService because it reads its message in another way.</summary>
internal sealed class SubmitEndpoint(
    ModelCatalog models, JobInputReader inputs, JobStore store, JobRunner runner, Usage usage, TimeProvider time)
{
    public Task<JobSubmissionReceipt> SubmitJob(RawSubmission request, ServerCallContext context)
    {
        var model = models.Find(request.Model);
        var items = request.Input is null ? null : inputs.Read(request.Input);
        var job = new Job(model, request.Explain, AccessKey.PrefixOf(context), items, time)
        {
            // The contract names no unit. Milliseconds are that of the timeouts in Modzy's descriptions of models.
            ItemTimeout = request.Input is { Timeout: > 0 } input ? TimeSpan.FromMilliseconds(Math.Min(input.Timeout, int.MaxValue)) : Timeout.InfiniteTimeSpan,
        };
        runner.Reserve(model, items?.Count ?? 0);
        store.Add(job);
        usage.Submitted(job);
        var receipt = job.ToReceipt(); // Before the work begins: it tells of a job that is SUBMITTED.
        if (items is not null)
        {
            runner.Start(job);
        }

        return Task.FromResult(receipt);
    }
}

/// <summary>Puts <see cref="SubmitEndpoint"/> where clients look for SubmitJob.</summary>
internal sealed class SubmitMethodProvider : IServiceMethodProvider<SubmitEndpoint>
{
    private static readonly Method<RawSubmission, JobSubmissionReceipt> Method = CheckedMethod.Of(new Method<RawSubmission, JobSubmissionReceipt>(
        MethodType.Unary,
        JobService.Descriptor.FullName,
        nameof(SubmitEndpoint.SubmitJob),
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
            _ => throw new NotSupportedException())));

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<SubmitEndpoint> context) =>
        context.AddUnaryMethod(Method, [], (endpoint, request, call) => endpoint.SubmitJob(request, call));

    /// <summary>The generated service has a SubmitJob too, which refuses: this one is to be found first.</summary>
    public static void ComeFirst(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder route && route.RoutePattern.RawText == Method.FullName)
        {
            route.Order = -1;
        }
    }
}
