using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Accounting;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Watches over jobs, fills open ones and cancels them. <see cref="SubmitEndpoint"/> takes them in.</summary>
internal sealed class JobServiceEndpoint(EmulatorOptions options, JobStore store, JobRunner runner, Usage usage)
    : JobService.JobServiceBase
{
    public override Task<Empty> AddInputToJob(AppendableJobInput request, ServerCallContext context)
    {
        var limits = options.Limits;
        if (request.Data.Length > limits.ChunkSize.Bytes)
        {
            throw RpcErrors.InvalidArgument(
                "data", $"has {request.Data.Length} bytes, more than the {limits.ChunkSize} of a chunk");
        }

        RpcErrors.RequireNonEmpty("datasource_name", request.DatasourceName);
        RpcErrors.RequireNonEmpty("input_name", request.InputName);
        try
        {
            store.Find(request.JobIdentifier).Append(
                request.DatasourceName, request.InputName, request.Data.Span, limits);
        }
        catch (ItemFailure failure)
        {
            throw RpcErrors.From(failure);
        }

        return Task.FromResult(new Empty());
    }

    public override Task<JobSubmissionReceipt> CloseJob(JobIdentifier request, ServerCallContext context)
    {
        var job = store.Find(request.Identifier);
        job.Close(items => runner.Reserve(job.Model, items));
        var receipt = job.ToReceipt();
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
        Task.FromResult(store.Find(request.Identifier).ToDetails());

    public override Task<JobSummaryList> GetJobs(JobFilter request, ServerCallContext context) =>
        Task.FromResult(Pages.Summaries(JobMatcher.From(request).Choose(store.All())));

    public override Task<JobDetailsList> GetJobHistory(JobHistoryFilter request, ServerCallContext context) =>
        Task.FromResult(Pages.Details(DetailsOf(JobMatcher.From(request).Choose(store.All()))));

    public override Task<JobDetailsList> GetHistoryForJob(JobIdentifier request, ServerCallContext context) =>
        Task.FromResult(Pages.Details(store.Find(request.Identifier).ToHistory()));

    public override Task<JobStatisticsList> GetStatistics(Empty request, ServerCallContext context) =>
        Task.FromResult(Pages.Statistics(usage.ToStatistics()));

    public override Task<JobStatistics> GetStatisticsForAccessKey(APIKeyIdentifier request, ServerCallContext context)
    {
        RpcErrors.RequireNonEmpty("prefix", request.Prefix);
        return Task.FromResult(usage.ToStatistics().Find(statistics => statistics.AccessKey == request.Prefix)
            ?? throw RpcErrors.NotFound($"No job was submitted with the API key '{request.Prefix}'."));
    }

    public override Task<JobDetails> CancelJob(JobIdentifier request, ServerCallContext context)
    {
        var job = store.Find(request.Identifier);
        if (!runner.TryCancel(job) && job.Status != JobStatus.Canceled)
        {
            throw RpcErrors.FailedPrecondition($"The job '{job.Identifier}' cannot be cancelled: it is {job.StatusName}.");
        }

        return Task.FromResult(job.ToDetails());
    }

    public override Task<JobDetailsList> CancelAllJobs(Empty request, ServerCallContext context) =>
        Task.FromResult(Pages.Details(DetailsOf(store.All().FindAll(runner.TryCancel))));

    private static List<JobDetails> DetailsOf(List<Job> jobs) => jobs.ConvertAll(job => job.ToDetails());
}
