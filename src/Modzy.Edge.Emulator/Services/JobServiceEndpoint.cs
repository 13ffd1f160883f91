using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Emulator.Work;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Submits jobs, watches over them and cancels them.</summary>
internal sealed class JobServiceEndpoint(
    EmulatorOptions options, ModelCatalog models, JobStore store, JobRunner runner, TimeProvider time)
    : JobService.JobServiceBase
{
    private readonly JobInputReader _inputs = new(options);

    public override Task<JobSubmissionReceipt> SubmitJob(JobSubmission request, ServerCallContext context)
    {
        var model = models.Find(request.Model);
        if (request.Input is null)
        {
            throw Refusal.Invalid("input", "must be set");
        }

        var job = new Job(model, request.Explain, AccessKey.PrefixOf(context), _inputs.Read(request.Input), time);
        store.Add(job);
        var receipt = job.ToReceipt(); // Before the work begins: it tells of a job that is SUBMITTED.
        runner.Start(job);
        return Task.FromResult(receipt);
    }

    public override Task<JobDetails> GetJob(JobIdentifier request, ServerCallContext context) =>
        Task.FromResult(store.Find(request.Identifier).ToDetails());

    public override Task<JobSummaryList> GetJobs(JobFilter request, ServerCallContext context)
    {
        var matches = JobMatcher.From(request);
        var jobs = store.All().Where(matches.Matches).ToList();
        return Task.FromResult(new JobSummaryList
        {
            Jobs = { jobs.Select(job => job.ToSummary()) },
            TotalCount = (uint)jobs.Count,
            PageNumber = 1,
            PageSize = (uint)jobs.Count,
            PageCount = 1,
        });
    }

    public override Task<JobFeatures> GetFeatures(Empty request, ServerCallContext context) =>
        Task.FromResult(new JobFeatures
        {
            InputChunkMaximumSize = options.Limits.ChunkSize.ToString(),
            MaximumInputChunks = (uint)options.Limits.MaximumChunks,
            MaximumInputsPerJob = (uint)options.Limits.MaximumInputs,
        });

    public override Task<JobDetails> CancelJob(JobIdentifier request, ServerCallContext context)
    {
        var job = store.Find(request.Identifier);
        if (!runner.TryCancel(job) && job.Status != JobStatus.Canceled)
        {
            throw Refusal.NotNow($"The job '{job.Identifier}' cannot be cancelled: it is {Job.NameOf(job.Status)}.");
        }

        return Task.FromResult(job.ToDetails());
    }

    public override Task<JobDetailsList> CancelAllJobs(Empty request, ServerCallContext context)
    {
        var cancelled = store.All().Where(runner.TryCancel).ToList();
        return Task.FromResult(ToList(cancelled));
    }

    private static JobDetailsList ToList(List<Job> jobs) => new()
    {
        Jobs = { jobs.Select(job => job.ToDetails()) },
        TotalCount = (uint)jobs.Count,
        PageNumber = 1,
        PageSize = (uint)jobs.Count,
        PageCount = 1,
    };
}
