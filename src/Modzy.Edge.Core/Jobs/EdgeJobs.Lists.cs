using System.Runtime.CompilerServices;
using Modzy.Edge.Requests;

namespace Modzy.Edge;

public sealed partial class EdgeJobs
{
    /// <summary>Lists jobs. Of each only identifier, status and model are known.</summary>
    /// <param name="filter">Which jobs; null for all.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// foreach (Job job in client.Jobs.List(new JobListFilter { Status = "COMPLETE" }).Jobs)
    /// {
    ///     Console.WriteLine($"{job.JobIdentifier} {job.Status}"); // ... COMPLETE
    /// }
    /// </code></example>
    public JobPage List(
        JobListFilter? filter = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.List(filter), options, cancellationToken);

    /// <inheritdoc cref="List"/>
    /// <example><code>
    /// JobPage page = await client.Jobs.ListAsync(
    ///     new JobListFilter { Status = "COMPLETE" }, cancellationToken: cancellationToken);
    /// foreach (Job job in page.Jobs)
    /// {
    ///     Console.WriteLine($"{job.JobIdentifier} {job.Status}"); // ... COMPLETE
    /// }
    /// </code></example>
    public Task<JobPage> ListAsync(
        JobListFilter? filter = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.List(filter), options, cancellationToken);

    /// <summary>Lists jobs of the past.</summary>
    /// <param name="filter">Which jobs; null for all.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// foreach (Job job in client.Jobs.History(new JobHistoryListFilter { ModelIdentifier = "inspector" }).Jobs)
    /// {
    ///     Console.WriteLine($"{job.SubmittedAt:u} {job.Status}"); // ...
    /// }
    /// </code></example>
    public JobPage History(
        JobHistoryListFilter? filter = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.History(filter), options, cancellationToken);

    /// <inheritdoc cref="History"/>
    /// <example><code>
    /// JobPage page = await client.Jobs.HistoryAsync(
    ///     new JobHistoryListFilter { ModelIdentifier = "inspector" }, cancellationToken: cancellationToken);
    /// foreach (Job job in page.Jobs)
    /// {
    ///     Console.WriteLine($"{job.SubmittedAt:u} {job.Status}"); // ...
    /// }
    /// </code></example>
    public Task<JobPage> HistoryAsync(
        JobHistoryListFilter? filter = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.History(filter), options, cancellationToken);

    /// <summary>Lists what became of one job.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.NotFound"/> if there is no such
    /// job.</exception>
    /// <example><code>
    /// foreach (Job past in client.Jobs.HistoryOf(job.JobIdentifier).Jobs)
    /// {
    ///     Console.WriteLine($"{past.UpdatedAt:u} {past.Status}"); // ... COMPLETE
    /// }
    /// </code></example>
    public JobPage HistoryOf(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.HistoryOf(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="HistoryOf"/>
    /// <example><code>
    /// JobPage page = await client.Jobs.HistoryOfAsync(job.JobIdentifier, cancellationToken: cancellationToken);
    /// foreach (Job past in page.Jobs)
    /// {
    ///     Console.WriteLine($"{past.UpdatedAt:u} {past.Status}"); // ... COMPLETE
    /// }
    /// </code></example>
    public Task<JobPage> HistoryOfAsync(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.HistoryOf(jobIdentifier), options, cancellationToken);

    /// <summary>Asks for the limits of the edge.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// EdgeFeatures limits = client.Jobs.GetFeatures();
    /// Console.WriteLine(limits.InputChunkMaximumBytes);           // 1048576
    /// </code></example>
    public EdgeFeatures GetFeatures(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.Features(), options, cancellationToken);

    /// <inheritdoc cref="GetFeatures"/>
    /// <example><code>
    /// EdgeFeatures limits = await client.Jobs.GetFeaturesAsync(cancellationToken: cancellationToken);
    /// Console.WriteLine(limits.InputChunkMaximumBytes);           // 1048576
    /// </code></example>
    public Task<EdgeFeatures> GetFeaturesAsync(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.Features(), options, cancellationToken);

    /// <summary>Asks how much the access keys were used.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// foreach (AccessKeyStatistics key in client.Jobs.GetStatistics().Statistics)
    /// {
    ///     Console.WriteLine($"{key.AccessKey}: {key.JobsCount} jobs");               // emulator: ... jobs
    /// }
    /// </code></example>
    public StatisticsPage GetStatistics(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.Statistics(), options, cancellationToken);

    /// <inheritdoc cref="GetStatistics"/>
    /// <example><code>
    /// StatisticsPage page = await client.Jobs.GetStatisticsAsync(cancellationToken: cancellationToken);
    /// foreach (AccessKeyStatistics key in page.Statistics)
    /// {
    ///     Console.WriteLine($"{key.AccessKey}: {key.JobsCount} jobs");               // emulator: ... jobs
    /// }
    /// </code></example>
    public Task<StatisticsPage> GetStatisticsAsync(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.Statistics(), options, cancellationToken);

    /// <summary>Asks how much one access key was used.</summary>
    /// <param name="accessKeyPrefix">The part of the key before its first dot, which is no secret.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// AccessKeyStatistics key = client.Jobs.GetStatisticsOf("emulator");
    /// Console.WriteLine($"{key.JobsCount} jobs, the last at {key.LastApiUsage:u}");  // ... jobs, the last at ...
    /// </code></example>
    public AccessKeyStatistics GetStatisticsOf(
        string accessKeyPrefix,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.StatisticsOf(accessKeyPrefix), options, cancellationToken);

    /// <inheritdoc cref="GetStatisticsOf"/>
    /// <example><code>
    /// AccessKeyStatistics key = await client.Jobs.GetStatisticsOfAsync("emulator", cancellationToken: cancellationToken);
    /// Console.WriteLine($"{key.JobsCount} jobs, the last at {key.LastApiUsage:u}");  // ... jobs, the last at ...
    /// </code></example>
    public Task<AccessKeyStatistics> GetStatisticsOfAsync(
        string accessKeyPrefix,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.StatisticsOf(accessKeyPrefix), options, cancellationToken);

    /// <summary>
    /// Lists jobs one by one. The edge decides how many it gives: its API has no way to ask for a further page, so
    /// these are those of <see cref="List"/>.
    /// </summary>
    /// <param name="filter">Which jobs; null for all.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// var filter = new JobListFilter { Status = "COMPLETE" };
    /// await foreach (Job job in client.Jobs.EnumerateAsync(filter, cancellationToken: cancellationToken))
    /// {
    ///     Console.WriteLine($"{job.JobIdentifier} {job.Status}"); // ... COMPLETE
    /// }
    /// </code></example>
    public IAsyncEnumerable<Job> EnumerateAsync(
        JobListFilter? filter = null, EdgeCallOptions? options = null, CancellationToken cancellationToken = default) =>
        Enumerate(token => ListAsync(filter, options, token), cancellationToken);

    /// <summary>Lists jobs of the past one by one, those of <see cref="History"/>.</summary>
    /// <param name="filter">Which jobs; null for all.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// var filter = new JobHistoryListFilter { ModelIdentifier = "inspector" };
    /// await foreach (Job job in client.Jobs.EnumerateHistoryAsync(filter, cancellationToken: cancellationToken))
    /// {
    ///     Console.WriteLine($"{job.SubmittedAt:u} {job.Status}"); // ...
    /// }
    /// </code></example>
    public IAsyncEnumerable<Job> EnumerateHistoryAsync(
        JobHistoryListFilter? filter =
            null, EdgeCallOptions? options = null, CancellationToken cancellationToken = default) =>
        Enumerate(token => HistoryAsync(filter, options, token), cancellationToken);

    private static async IAsyncEnumerable<Job> Enumerate(
        Func<CancellationToken, Task<JobPage>> page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Job job in (await page(cancellationToken).ConfigureAwait(false)).Jobs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return job;
        }
    }
}
