using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Accounting;
using Modzy.Edge.Wire.Inferences;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Requests;

/// <summary>The operations on jobs that are one call, or one call polled.</summary>
internal static class EdgeRequests
{
    /// <summary>Submits a job.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The input.</param>
    /// <param name="explain">Whether an explanation is requested.</param>
    /// <param name="limits">The limits of the edge.</param>
    public static EdgeRequest<Job> Submit(
        ModelReference model, SubmissionInput input, bool explain, ChunkLimitsCache limits)
    {
        var message = new SubmissionMessage(model, input, explain);

        // No edge refuses a message of a single frame, and small jobs have no time to spare.
        return input.IsEmbedded && BufferedMessage.IsTooLong(message)
            ? new SubmitEmbeddedRequest(model, input, explain, message, limits)
            : Submission(message);
    }

    /// <summary>Opens a job whose input follows in chunks.</summary>
    public static EdgeRequest<Job> Open(ModelReference model, bool explain) =>
        Submission(new SubmissionMessage(model, null, explain));

    private static BorrowingRequest<Job, Job> Submission(SubmissionMessage message) =>
        new(EdgeMethods.SubmitJob, message, static job => job);

    public static EdgeRequest<Job> Close(string jobIdentifier) =>
        Unary(EdgeMethods.CloseJob, JobIdentifiers.Message(jobIdentifier), static job => job);

    public static EdgeRequest<Job> GetJob(string jobIdentifier) =>
        Unary(EdgeMethods.GetJob, JobIdentifiers.Message(jobIdentifier), Job.From);

    /// <param name="jobIdentifier">The job.</param>
    /// <param name="options">Timeout and polling interval; null for the defaults.</param>
    /// <param name="progress">Receives the responses of the edge; null for none.</param>
    /// <param name="begun">The schedule of the enclosing operation; null for a new one.</param>
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

    public static EdgeRequest<EdgeFeatures> Features() =>
        Unary(EdgeMethods.GetFeatures, new EmptyMessage(), EdgeFeatures.From);

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

/// <summary>The operations on results.</summary>
internal static class ResultRequests
{
    public static EdgeRequest<JobResults> GetAll(string jobIdentifier) =>
        EdgeRequests.Unary(EdgeMethods.GetResults, JobIdentifiers.Message(jobIdentifier), JobResults.From);

    public static EdgeRequest<JobResult> Get(string jobIdentifier, string sourceKey) =>
        EdgeRequests.Unary(EdgeMethods.GetResult, Identify(jobIdentifier, sourceKey), JobResult.From);

    public static EdgeRequest<ReadOnlyMemory<byte>> GetOutput(
        string jobIdentifier, string sourceKey, string outputKey) =>
        EdgeRequests.Unary(
            EdgeMethods.GetResultOutput,
            new OutputIdentifier
            {
                ResultIdentifier = Identify(jobIdentifier, sourceKey),
                OutputIdentifier_ = Arguments.Required(outputKey, "output_key", "the name of an output, such as results.json"),
            },
            static output => output.Data.Memory);

    public static EdgeRequest<ResultVote> GetVote(string jobIdentifier, string sourceKey) =>
        EdgeRequests.Unary(
            EdgeMethods.GetVoteForResult,
            Identify(jobIdentifier, sourceKey),
            static reply => ResultVotes.From(reply.Vote));

    public static EdgeRequest<bool> Vote(string jobIdentifier, string sourceKey, ResultVote vote) => EdgeRequests.Unary(
        vote switch
        {
            ResultVote.None => EdgeMethods.ResetVotesForResult,
            ResultVote.Up => EdgeMethods.UpVoteResult,
            ResultVote.Down => EdgeMethods.DownVoteResult,
            _ => throw EdgeException.InvalidArgument("vote", $"is {(int)vote}; it must be up, down or none."),
        },
        Identify(jobIdentifier, sourceKey),
        static (Empty _) => true);

    private static ResultIdentifier Identify(string jobIdentifier, string sourceKey) => new()
    {
        JobIdentifier = JobIdentifiers.Message(jobIdentifier),
        InputIdentifier = Arguments.Text(sourceKey, "source_key"),
    };
}

/// <summary>The operations on inferences that are one call, or one call polled.</summary>
internal static class InferenceRequests
{
    public static EdgeRequest<Inference> Perform(InferenceMessage message) =>
        new BorrowingRequest<Wire.Inferences.Inference, Inference>(
            EdgeMethods.PerformInference, message, Inference.From);

    public static EdgeRequest<Inference> Get(string identifier) =>
        EdgeRequests.Unary(EdgeMethods.GetInferenceDetails, Message(identifier), Inference.From);

    public static EdgeRequest<InferenceOutput> GetOutput(string identifier, string outputKey)
    {
        Arguments.Text(outputKey, "output_key");
        return EdgeRequests.Unary(
            EdgeMethods.GetInferenceDetails, Message(identifier), reply => Inference.From(reply).Output(outputKey));
    }

    /// <param name="identifier">The inference.</param>
    /// <param name="options">Timeout and polling interval; null for the defaults.</param>
    /// <param name="begun">The schedule of the enclosing operation; null for a new one.</param>
    /// <exception cref="EdgeException">The options are invalid.</exception>
    public static EdgeRequest<Inference> Wait(
        string identifier, EdgeWaitOptions? options, WaitSchedule? begun = null)
    {
        Check(options);
        return new WaitRequest<InferenceIdentifier, Wire.Inferences.Inference, Inference>(
            EdgeMethods.GetInferenceDetails,
            Message(identifier),
            WaitSubject.Inference(identifier),
            options,
            Inference.From,
            static inference => inference.IsFinal ? null : inference.Status,
            begun);
    }

    /// <summary>Validates the options of a wait for an inference.</summary>
    /// <exception cref="EdgeException">One of them is invalid.</exception>
    public static void Check(EdgeWaitOptions? options)
    {
        WaitSchedule.Check(options);
        if (options?.Progress is not null)
        {
            throw EdgeException.InvalidArgument("progress", "is that of a job, and an inference has none; leave it out.");
        }
    }

    private static InferenceIdentifier Message(string identifier) => new()
    {
        Identifier = Arguments.Required(
            identifier, "inference_identifier", "the identifier of an inference that was asked for"),
    };
}

/// <summary>Validates string arguments.</summary>
internal static class Arguments
{
    /// <exception cref="EdgeException">It is null or not valid text.</exception>
    public static string Text(string text, string parameter)
    {
        _ = StrictUtf8.Encode(text, parameter);
        return text;
    }

    /// <exception cref="EdgeException">It is null, empty, or not valid text.</exception>
    public static string Required(string text, string parameter, string what) =>
        Text(text, parameter).Length > 0 ? text : throw EdgeException.InvalidArgument(parameter, $"is empty; give {what}.");
}

/// <summary>Makes messages from job identifiers.</summary>
internal static class JobIdentifiers
{
    /// <exception cref="EdgeException">It is empty or not valid text.</exception>
    public static JobIdentifier Message(string jobIdentifier) => new()
    {
        Identifier = Arguments.Required(jobIdentifier, "job_identifier", "the job_identifier of a job that was submitted"),
    };
}
