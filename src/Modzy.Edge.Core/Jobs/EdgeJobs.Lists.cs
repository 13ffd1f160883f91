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
    public JobPage List(
        JobListFilter? filter = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.List(filter), options, cancellationToken);

    /// <inheritdoc cref="List"/>
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
    public JobPage History(
        JobHistoryListFilter? filter = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.History(filter), options, cancellationToken);

    /// <inheritdoc cref="History"/>
    public Task<JobPage> HistoryAsync(
        JobHistoryListFilter? filter = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.History(filter), options, cancellationToken);

    /// <summary>Lists what became of one job.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.NotFound"/> if there is no such job.</exception>
    public JobPage HistoryOf(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.HistoryOf(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="HistoryOf"/>
    public Task<JobPage> HistoryOfAsync(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.HistoryOf(jobIdentifier), options, cancellationToken);

    /// <summary>Asks for the limits of the edge.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public EdgeFeatures GetFeatures(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.Features(), options, cancellationToken);

    /// <inheritdoc cref="GetFeatures"/>
    public Task<EdgeFeatures> GetFeaturesAsync(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.Features(), options, cancellationToken);

    /// <summary>Asks how much the access keys were used.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public StatisticsPage GetStatistics(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.Statistics(), options, cancellationToken);

    /// <inheritdoc cref="GetStatistics"/>
    public Task<StatisticsPage> GetStatisticsAsync(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.Statistics(), options, cancellationToken);

    /// <summary>Asks how much one access key was used.</summary>
    /// <param name="accessKeyPrefix">The part of the key before its first dot, which is no secret.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public AccessKeyStatistics GetStatisticsOf(
        string accessKeyPrefix,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.StatisticsOf(accessKeyPrefix), options, cancellationToken);

    /// <inheritdoc cref="GetStatisticsOf"/>
    public Task<AccessKeyStatistics> GetStatisticsOfAsync(
        string accessKeyPrefix,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.StatisticsOf(accessKeyPrefix), options, cancellationToken);

    /// <summary>
    /// Lists jobs one by one. The edge decides how many it gives: its API has no way to ask for a further page, so these are
    /// those of <see cref="List"/>.
    /// </summary>
    /// <param name="filter">Which jobs; null for all.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public IAsyncEnumerable<Job> EnumerateAsync(
        JobListFilter? filter = null, EdgeCallOptions? options = null, CancellationToken cancellationToken = default) =>
        Enumerate(token => ListAsync(filter, options, token), cancellationToken);

    /// <summary>Lists jobs of the past one by one, those of <see cref="History"/>.</summary>
    /// <param name="filter">Which jobs; null for all.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public IAsyncEnumerable<Job> EnumerateHistoryAsync(
        JobHistoryListFilter? filter = null, EdgeCallOptions? options = null, CancellationToken cancellationToken = default) =>
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
