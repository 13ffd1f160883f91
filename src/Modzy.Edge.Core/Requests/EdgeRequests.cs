using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Payloads;
using Modzy.Edge.Wire.Accounting;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>The operations on jobs that are no more than one call.</summary>
internal static class EdgeRequests
{
    /// <summary>Submits a job; without input it stays open for chunks.</summary>
    public static EdgeRequest<Job> Submit(ModelReference model, SubmissionInput? input, bool explain) =>
        new BorrowingRequest<Job, Job>(
            EdgeMethods.SubmitJob, new SubmissionMessage(model, input, explain), static job => job);

    public static EdgeRequest<Job> Close(string jobIdentifier) =>
        Unary(EdgeMethods.CloseJob, JobIdentifiers.Message(jobIdentifier), static job => job);

    public static EdgeRequest<Job> GetJob(string jobIdentifier) =>
        Unary(EdgeMethods.GetJob, JobIdentifiers.Message(jobIdentifier), Job.From);

    /// <param name="jobIdentifier">The job.</param>
    /// <param name="options">How long and how often to ask; null for the defaults.</param>
    /// <param name="progress">Told what the edge answers; null if nobody wants to know.</param>
    /// <param name="begun">The schedule of what this is a part of; null if it begins by itself.</param>
    public static EdgeRequest<Job> Wait(
        string jobIdentifier, EdgeWaitOptions? options, JobProgress? progress = null, WaitSchedule? begun = null) =>
        new WaitRequest<JobIdentifier, JobDetails, Job>(
            EdgeMethods.GetJob,
            JobIdentifiers.Message(jobIdentifier),
            WaitSubject.Job(jobIdentifier),
            options,
            progress is null ? Job.From : progress.Observe,
            static job => job.IsFinal
                ? null
                : $"{job.Status}, with {job.Completed} of {job.Total} input items completed and {job.Failed} failed",
            begun);

    public static EdgeRequest<Job> Cancel(string jobIdentifier) =>
        Unary(EdgeMethods.CancelJob, JobIdentifiers.Message(jobIdentifier), Job.From);

    public static EdgeRequest<JobPage> CancelAll() => Unary(EdgeMethods.CancelAllJobs, new Empty(), JobPage.From);

    public static EdgeRequest<JobPage> List(JobListFilter? filter) =>
        Unary(EdgeMethods.GetJobs, (filter ?? new JobListFilter()).ToWire(), JobPage.From);

    public static EdgeRequest<JobPage> History(JobHistoryListFilter? filter) =>
        Unary(EdgeMethods.GetJobHistory, (filter ?? new JobHistoryListFilter()).ToWire(), JobPage.From);

    public static EdgeRequest<JobPage> HistoryOf(string jobIdentifier) =>
        Unary(EdgeMethods.GetHistoryForJob, JobIdentifiers.Message(jobIdentifier), JobPage.From);

    public static EdgeRequest<EdgeFeatures> Features() => Unary(EdgeMethods.GetFeatures, new Empty(), EdgeFeatures.From);

    public static EdgeRequest<StatisticsPage> Statistics() =>
        Unary(EdgeMethods.GetStatistics, new Empty(), StatisticsPage.From);

    public static EdgeRequest<AccessKeyStatistics> StatisticsOf(string accessKeyPrefix) => Unary(
        EdgeMethods.GetStatisticsForAccessKey,
        new APIKeyIdentifier { Prefix = Arguments.Required(accessKeyPrefix, "access_key_prefix", "the prefix of an access key") },
        AccessKeyStatistics.From);

    public static UnaryRequest<TMessage, TReply, TResult> Unary<TMessage, TReply, TResult>(
        Method<TMessage, TReply> method, TMessage message, Func<TReply, TResult> convert)
        where TMessage : class
        where TReply : class => new(method, message, convert);
}
