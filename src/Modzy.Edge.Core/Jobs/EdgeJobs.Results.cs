using Modzy.Edge.Requests;

namespace Modzy.Edge;

public sealed partial class EdgeJobs
{
    /// <summary>Fetches the results of a job, those that are there if it is not at its end yet.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.NotFound"/> if there is no such job.</exception>
    public JobResults GetResults(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.GetAll(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="GetResults"/>
    public Task<JobResults> GetResultsAsync(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(ResultRequests.GetAll(jobIdentifier), options, cancellationToken);

    /// <summary>Fetches the result of one input item.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="sourceKey">The key of the input item.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public JobResult GetResult(
        string jobIdentifier,
        string sourceKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.Get(jobIdentifier, sourceKey), options, cancellationToken);

    /// <inheritdoc cref="GetResult"/>
    public Task<JobResult> GetResultAsync(
        string jobIdentifier,
        string sourceKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(ResultRequests.Get(jobIdentifier, sourceKey), options, cancellationToken);

    /// <summary>Fetches one output of a result, as the bytes that the model wrote.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="sourceKey">The key of the input item.</param>
    /// <param name="outputKey">The name of the output, such as <c>results.json</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public ReadOnlyMemory<byte> GetOutput(
        string jobIdentifier,
        string sourceKey,
        string outputKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.GetOutput(jobIdentifier, sourceKey, outputKey), options, cancellationToken);

    /// <inheritdoc cref="GetOutput"/>
    public Task<ReadOnlyMemory<byte>> GetOutputAsync(
        string jobIdentifier,
        string sourceKey,
        string outputKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(ResultRequests.GetOutput(jobIdentifier, sourceKey, outputKey), options, cancellationToken);

    /// <summary>Votes on a result.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="sourceKey">The key of the input item.</param>
    /// <param name="vote">What you think of it; <see cref="ResultVote.None"/> takes all votes back.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public void Vote(
        string jobIdentifier,
        string sourceKey,
        ResultVote vote,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.Vote(jobIdentifier, sourceKey, vote), options, cancellationToken);

    /// <inheritdoc cref="Vote"/>
    public Task VoteAsync(
        string jobIdentifier,
        string sourceKey,
        ResultVote vote,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(ResultRequests.Vote(jobIdentifier, sourceKey, vote), options, cancellationToken);

    /// <summary>Asks for the vote on a result.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="sourceKey">The key of the input item.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public ResultVote GetVote(
        string jobIdentifier,
        string sourceKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.GetVote(jobIdentifier, sourceKey), options, cancellationToken);

    /// <inheritdoc cref="GetVote"/>
    public Task<ResultVote> GetVoteAsync(
        string jobIdentifier,
        string sourceKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(ResultRequests.GetVote(jobIdentifier, sourceKey), options, cancellationToken);
}
