using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Accounting;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>JobService, except SubmitJob, which is <see cref="SubmitEndpoint"/>.</summary>
internal sealed class JobServiceEndpoint(
    EmulatorOptions options, SubmitEndpoint submit, WorkQueue queue, JobStore store, JobRunner runner, Usage usage)
    : JobService.JobServiceBase
{
    private readonly SubmitEndpoint _submit = submit;

    /// <summary>Binds SubmitJob before the generated service: the first method with a name is registered.</summary>
    public static void Bind(ServiceBinderBase binder, JobServiceEndpoint endpoint)
    {
        binder.AddMethod(SubmitEndpoint.Method, endpoint._submit.SubmitJob);
        JobService.BindService(binder, endpoint);
    }

    public override Task<Empty> AddInputToJob(AppendableJobInput request, ServerCallContext context)
    {
        var limits = options.Limits;
        if (request.Data.Length > limits.ChunkSize.Bytes)
        {
            throw EmulatorException.InvalidArgument(
                "data", $"has {request.Data.Length} bytes, more than the {limits.ChunkSize} of a chunk");
        }

        EmulatorException.ThrowIfEmpty("datasource_name", request.DatasourceName);
        EmulatorException.ThrowIfEmpty("input_name", request.InputName);
        store.Find(request.JobIdentifier).Append(request.DatasourceName, request.InputName, request.Data.Span, limits);
        return Task.FromResult(new Empty());
    }

    public override Task<JobSubmissionReceipt> CloseJob(JobIdentifier request, ServerCallContext context)
    {
        var job = store.Find(request.Identifier);
        job.Close(items => queue.Reserve(job.Model, items));
        var receipt = job.ToSnapshot().ToReceipt();
        runner.Start(job);
        return Task.FromResult(receipt);
    }

    public override Task<JobFeatures> GetFeatures(Empty request, ServerCallContext context) =>
        Task.FromResult(new JobFeatures
        {
            InputChunkMaximumSize = options.Limits.ChunkSize.ToString(),
            MaximumInputChunks = (uint)options.Limits.MaximumChunks,
            MaximumInputsPerJob = (uint)options.Limits.MaximumInputs,
        });

    public override Task<JobDetails> GetJob(JobIdentifier request, ServerCallContext context) =>
        Task.FromResult(store.Find(request.Identifier).ToSnapshot().ToDetails());

    public override Task<JobSummaryList> GetJobs(JobFilter request, ServerCallContext context) =>
        Task.FromResult(JobMessages.List(JobFilters.Select(store.All(), request)));

    public override Task<JobDetailsList> GetJobHistory(JobHistoryFilter request, ServerCallContext context) =>
        Task.FromResult(JobMessages.List(SnapshotsOf(JobFilters.Select(store.All(), request))));

    public override Task<JobDetailsList> GetHistoryForJob(JobIdentifier request, ServerCallContext context) =>
        Task.FromResult(JobMessages.List(store.Find(request.Identifier).ToHistory()));

    public override Task<JobStatisticsList> GetStatistics(Empty request, ServerCallContext context) =>
        Task.FromResult(JobMessages.List(usage.ToSnapshot()));

    public override Task<JobStatistics> GetStatisticsForAccessKey(APIKeyIdentifier request, ServerCallContext context)
    {
        EmulatorException.ThrowIfEmpty("prefix", request.Prefix);
        return Task.FromResult(usage.ToSnapshot().Find(key => key.AccessKey == request.Prefix)?.ToStatistics()
            ?? throw EmulatorException.NotFound($"No job was submitted with the API key '{request.Prefix}'."));
    }

    public override Task<JobDetails> CancelJob(JobIdentifier request, ServerCallContext context)
    {
        var job = store.Find(request.Identifier);
        if (!runner.TryCancel(job) && job.Status != Jobs.JobStatus.Canceled)
        {
            throw EmulatorException.FailedPrecondition(
                $"The job '{job.Identifier}' cannot be cancelled: it is {job.Status.Name}.");
        }

        return Task.FromResult(job.ToSnapshot().ToDetails());
    }

    public override Task<JobDetailsList> CancelAllJobs(Empty request, ServerCallContext context) =>
        Task.FromResult(JobMessages.List(SnapshotsOf(store.All().FindAll(runner.TryCancel))));

    private static List<JobSnapshot> SnapshotsOf(List<Job> jobs) => jobs.ConvertAll(job => job.ToSnapshot());
}
