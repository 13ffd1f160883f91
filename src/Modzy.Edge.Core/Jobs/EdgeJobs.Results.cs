using Modzy.Edge.Requests;

namespace Modzy.Edge;

public sealed partial class EdgeJobs
{
    /// <summary>Fetches the results of a job, those that are there if it has not ended yet.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.NotFound"/> if there is no such
    /// job.</exception>
    /// <example><code>
    /// JobResults results = client.Jobs.GetResults(job.JobIdentifier);
    /// foreach ((string key, InputResult result) in results.Results)
    /// {
    ///     Console.WriteLine($"{key}: {result.Json}");             // my-input: {"data":...
    /// }
    /// </code></example>
    public JobResults GetResults(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.GetAll(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="GetResults"/>
    /// <example><code>
    /// JobResults results = await client.Jobs.GetResultsAsync(job.JobIdentifier, cancellationToken: cancellationToken);
    /// foreach ((string key, InputResult result) in results.Results)
    /// {
    ///     Console.WriteLine($"{key}: {result.Json}");             // my-input: {"data":...
    /// }
    /// </code></example>
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
    /// <example><code>
    /// JobResult result = client.Jobs.GetResult(job.JobIdentifier, "my-input");
    /// Console.WriteLine(result.Json);                             // {...
    /// </code></example>
    public JobResult GetResult(
        string jobIdentifier,
        string sourceKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.Get(jobIdentifier, sourceKey), options, cancellationToken);

    /// <inheritdoc cref="GetResult"/>
    /// <example><code>
    /// JobResult result = await client.Jobs.GetResultAsync(
    ///     job.JobIdentifier, "my-input", cancellationToken: cancellationToken);
    /// Console.WriteLine(result.Json);                             // {...
    /// </code></example>
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
    /// <example><code>
    /// var output = client.Jobs.GetOutput(job.JobIdentifier, "my-input", "results.json");
    /// File.WriteAllBytes("results.json", output.Span);
    /// </code></example>
    public ReadOnlyMemory<byte> GetOutput(
        string jobIdentifier,
        string sourceKey,
        string outputKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.GetOutput(jobIdentifier, sourceKey, outputKey), options, cancellationToken);

    /// <inheritdoc cref="GetOutput"/>
    /// <example><code>
    /// var output = await client.Jobs.GetOutputAsync(
    ///     job.JobIdentifier, "my-input", "results.json", cancellationToken: cancellationToken);
    /// await File.WriteAllBytesAsync("results.json", output, cancellationToken);
    /// </code></example>
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
    /// <example><code>
    /// client.Jobs.Vote(job.JobIdentifier, "my-input", ResultVote.Up);
    /// </code></example>
    public void Vote(
        string jobIdentifier,
        string sourceKey,
        ResultVote vote,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.Vote(jobIdentifier, sourceKey, vote), options, cancellationToken);

    /// <inheritdoc cref="Vote"/>
    /// <example><code>
    /// await client.Jobs.VoteAsync(job.JobIdentifier, "my-input", ResultVote.Up, cancellationToken: cancellationToken);
    /// </code></example>
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
    /// <example><code>
    /// ResultVote vote = client.Jobs.GetVote(job.JobIdentifier, "my-input");
    /// Console.WriteLine(vote == ResultVote.Down ? "somebody does not like it" : "nobody complains");
    /// </code></example>
    public ResultVote GetVote(
        string jobIdentifier,
        string sourceKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(ResultRequests.GetVote(jobIdentifier, sourceKey), options, cancellationToken);

    /// <inheritdoc cref="GetVote"/>
    /// <example><code>
    /// ResultVote vote = await client.Jobs.GetVoteAsync(
    ///     job.JobIdentifier, "my-input", cancellationToken: cancellationToken);
    /// Console.WriteLine(vote == ResultVote.Down ? "somebody does not like it" : "nobody complains");
    /// </code></example>
    public Task<ResultVote> GetVoteAsync(
        string jobIdentifier,
        string sourceKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(ResultRequests.GetVote(jobIdentifier, sourceKey), options, cancellationToken);
}
