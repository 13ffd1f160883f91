using Microsoft.Extensions.Logging;
using Modzy.Edge.Requests;

namespace Modzy.Edge;

/// <summary>What an edge offers on jobs and their results. See <see cref="EdgeClient.Jobs"/>.</summary>
/// <remarks>
/// Each method exists twice: one runs on the calling thread and blocks it, one is asynchronous. Both throw
/// <see cref="EdgeException"/>, and <see cref="OperationCanceledException"/> when the caller cancels.
/// </remarks>
public sealed partial class EdgeJobs
{
    private readonly EdgeClient _client;
    private readonly ILogger _logger;

    internal EdgeJobs(EdgeClient client, ILogger logger)
    {
        _client = client;
        _logger = logger;
    }

    /// <summary>Submits a job with its data. Returns as soon as the edge has accepted it.</summary>
    /// <remarks>
    /// The data travels base64-encoded in one gRPC message, 4 bytes for each 3, of 2,147,483,586 bytes at most (about
    /// 1.5 GiB of data). It is read while the call runs and must not change meanwhile; it is never copied whole.
    /// </remarks>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="sources">The input items; at least one, with keys of their own.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call. The edge may have accepted the job already.</param>
    /// <returns>The job as the edge accepted it.</returns>
    /// <exception cref="EdgeException">The call failed.</exception>
    public Job SubmitEmbedded(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(Submission(modelIdentifier, modelVersion, sources, explain), options, cancellationToken);

    /// <inheritdoc cref="SubmitEmbedded"/>
    public Task<Job> SubmitEmbeddedAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(Submission(modelIdentifier, modelVersion, sources, explain), options, cancellationToken);

    /// <summary>Tells how a job is doing.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.NotFound"/> if there is no such job.</exception>
    public Job Get(string jobIdentifier, EdgeCallOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.GetJob(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="Get"/>
    public Task<Job> GetAsync(
        string jobIdentifier, EdgeCallOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.GetJob(jobIdentifier), options, cancellationToken);

    /// <summary>
    /// Waits until a job has come to its end, see <see cref="Job.IsFinal"/>. A job that failed is no failure of this
    /// method.
    /// </summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="timeout">30 seconds if null; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="pollInterval">
    /// How long to wait after the first question to the edge; 10 milliseconds if null. The intervals grow to a second, or
    /// to this if it is longer.
    /// </param>
    /// <param name="options">Their deadline is that of each single question to the edge.</param>
    /// <param name="cancellationToken">Ends the wait; the job goes on.</param>
    /// <exception cref="EdgeException">
    /// The call failed; <see cref="EdgeStatus.DeadlineExceeded"/> if the job is not at its end yet.
    /// </exception>
    public Job Wait(
        string jobIdentifier,
        TimeSpan? timeout = null,
        TimeSpan? pollInterval = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(new WaitForJobRequest(jobIdentifier, timeout, pollInterval), options, cancellationToken);

    /// <inheritdoc cref="Wait"/>
    public Task<Job> WaitAsync(
        string jobIdentifier,
        TimeSpan? timeout = null,
        TimeSpan? pollInterval = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(new WaitForJobRequest(jobIdentifier, timeout, pollInterval), options, cancellationToken);

    /// <summary>Fetches the results of a job, those that are there if it is not at its end yet.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.NotFound"/> if there is no such job.</exception>
    public JobResults GetResults(
        string jobIdentifier, EdgeCallOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.GetResults(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="GetResults"/>
    public Task<JobResults> GetResultsAsync(
        string jobIdentifier, EdgeCallOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.GetResults(jobIdentifier), options, cancellationToken);

    /// <summary>Makes the request of a submission, and says in the log what looks wrong about it.</summary>
    internal SubmitEmbeddedRequest Submission(
        string modelIdentifier, string modelVersion, IReadOnlyList<EdgeSource> sources, bool explain)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var request = new SubmitEmbeddedRequest(modelIdentifier, modelVersion, sources, explain);
        if (!SemanticVersion.IsValid(modelVersion))
        {
            LogUnusualVersion(_logger, modelVersion, modelIdentifier);
        }

        return request;
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "The version '{Version}' of model '{Model}' is not a semantic version (such as 1.0.1); the edge decides whether it knows it")]
    private static partial void LogUnusualVersion(ILogger logger, string version, string model);
}
