using Modzy.Edge.Requests;

namespace Modzy.Edge;

/// <summary>What an edge offers on jobs and their results. See <see cref="EdgeClient.Jobs"/>.</summary>
/// <remarks>
/// Each method exists twice: one runs on the calling thread and blocks it, one is asynchronous. Both throw
/// <see cref="EdgeException"/>, and <see cref="OperationCanceledException"/> when the caller cancels.
/// </remarks>
/// <example><code>
/// EdgeSource[] sources = [new("front-door", new EdgeInput("image", File.ReadAllBytes("front-door.jpg")))];
/// Job job = client.Jobs.SubmitEmbedded("inspector", "1.0.0", sources);
/// client.Jobs.Wait(job.JobIdentifier);
/// JobResults results = client.Jobs.GetResults(job.JobIdentifier);
/// Console.WriteLine(results.Results["front-door"].Json);      // {"data":...
/// </code></example>
public sealed partial class EdgeJobs
{
    private readonly EdgeClient _client;

    internal EdgeJobs(EdgeClient client) => _client = client;

    /// <summary>What is known of the edge's limits.</summary>
    internal ChunkLimitsCache Limits { get; } = new();

    /// <summary>Tells how a job is doing.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.NotFound"/> if there is no such
    /// job.</exception>
    /// <example><code>
    /// Job now = client.Jobs.Get(job.JobIdentifier);
    /// Console.WriteLine($"{now.Status}, {now.Completed} of {now.Total} done");       // COMPLETE, 1 of 1 done
    /// </code></example>
    public Job Get(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.GetJob(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="Get"/>
    /// <example><code>
    /// Job now = await client.Jobs.GetAsync(job.JobIdentifier, cancellationToken: cancellationToken);
    /// Console.WriteLine($"{now.Status}, {now.Completed} of {now.Total} done");       // COMPLETE, 1 of 1 done
    /// </code></example>
    public Task<Job> GetAsync(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.GetJob(jobIdentifier), options, cancellationToken);

    /// <summary>
    /// Waits until a job has ended, see <see cref="Job.IsFinal"/>. A failed job is not an error of this method.
    /// </summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="timeout">30 seconds if null; zero to ask once; <see cref="Timeout.InfiniteTimeSpan"/> for as long
    /// as it takes.</param>
    /// <param name="pollInterval">The time between two questions to the edge. If null it grows with the time waited:
    /// 2 % of it, 3 milliseconds at least and 50 at most.</param>
    /// <param name="options">Their deadline is that of each single question to the edge. Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait; the job continues.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.DeadlineExceeded"/> if the job has not
    /// ended yet.</exception>
    /// <example><code>
    /// Job ended = client.Jobs.Wait(job.JobIdentifier, TimeSpan.FromMinutes(5));
    /// Console.WriteLine(ended.Status);                            // COMPLETE
    /// </code></example>
    public Job Wait(
        string jobIdentifier,
        TimeSpan? timeout = null,
        TimeSpan? pollInterval = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            EdgeRequests.Wait(jobIdentifier, new EdgeWaitOptions { Timeout = timeout, PollInterval = pollInterval }),
            options,
            cancellationToken);

    /// <inheritdoc cref="Wait(string, TimeSpan?, TimeSpan?, EdgeCallOptions?, CancellationToken)"/>
    /// <example><code>
    /// Job ended = await client.Jobs.WaitAsync(
    ///     job.JobIdentifier, TimeSpan.FromMinutes(5), cancellationToken: cancellationToken);
    /// Console.WriteLine(ended.Status);                            // COMPLETE
    /// </code></example>
    public Task<Job> WaitAsync(
        string jobIdentifier,
        TimeSpan? timeout = null,
        TimeSpan? pollInterval = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            EdgeRequests.Wait(jobIdentifier, new EdgeWaitOptions { Timeout = timeout, PollInterval = pollInterval }),
            options,
            cancellationToken);

    /// <summary>
    /// Waits until a job has ended, see <see cref="Job.IsFinal"/>. A failed job is not an error of this method.
    /// </summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="wait">How long to wait, and how often to ask.</param>
    /// <param name="cancellationToken">Ends the wait; the job continues.</param>
    /// <exception cref="EdgeException">
    /// The call failed; <see cref="EdgeStatus.DeadlineExceeded"/> if the job has not ended yet, with what is known of
    /// it in
    /// <see cref="EdgeException.Job"/>.
    /// </exception>
    /// <example><code>
    /// var wait = new EdgeWaitOptions
    /// {
    ///     Timeout = TimeSpan.FromMinutes(5), MaximumPollInterval = TimeSpan.FromSeconds(1),
    /// };
    /// Job ended = client.Jobs.Wait(job.JobIdentifier, wait, cancellationToken);
    /// Console.WriteLine(ended.Status);                            // COMPLETE
    /// </code></example>
    public Job Wait(string jobIdentifier, EdgeWaitOptions wait, CancellationToken cancellationToken) =>
        _client.Run(
            EdgeRequests.Wait(jobIdentifier, wait, new JobProgress(wait.Progress)), wait.Calls, cancellationToken);

    /// <inheritdoc cref="Wait(string, EdgeWaitOptions, CancellationToken)"/>
    /// <example><code>
    /// var wait = new EdgeWaitOptions
    /// {
    ///     Timeout = TimeSpan.FromMinutes(5), MaximumPollInterval = TimeSpan.FromSeconds(1),
    /// };
    /// Job ended = await client.Jobs.WaitAsync(job.JobIdentifier, wait, cancellationToken);
    /// Console.WriteLine(ended.Status);                            // COMPLETE
    /// </code></example>
    public Task<Job> WaitAsync(string jobIdentifier, EdgeWaitOptions wait, CancellationToken cancellationToken) =>
        _client.RunAsync(
            EdgeRequests.Wait(jobIdentifier, wait, new JobProgress(wait.Progress)), wait.Calls, cancellationToken);

    /// <summary>Cancels a job.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.NotFound"/> if there is no such
    /// job.</exception>
    /// <example><code>
    /// Job recording = client.Jobs.Open("inspector", "1.0.0");
    /// Job canceled = client.Jobs.Cancel(recording.JobIdentifier);
    /// Console.WriteLine(canceled.Status);                         // CANCELED
    /// </code></example>
    public Job Cancel(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.Cancel(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="Cancel"/>
    /// <example><code>
    /// Job recording = await client.Jobs.OpenAsync("inspector", "1.0.0", cancellationToken: cancellationToken);
    /// Job canceled = await client.Jobs.CancelAsync(recording.JobIdentifier, cancellationToken: cancellationToken);
    /// Console.WriteLine(canceled.Status);                         // CANCELED
    /// </code></example>
    public Task<Job> CancelAsync(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.Cancel(jobIdentifier), options, cancellationToken);

    /// <summary>Cancels all jobs that have not come to their end.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// JobPage canceled = client.Jobs.CancelAll();
    /// Console.WriteLine($"{canceled.Jobs.Count} jobs canceled");  // ... jobs canceled
    /// </code></example>
    public JobPage CancelAll(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.CancelAll(), options, cancellationToken);

    /// <inheritdoc cref="CancelAll"/>
    /// <example><code>
    /// JobPage canceled = await client.Jobs.CancelAllAsync(cancellationToken: cancellationToken);
    /// Console.WriteLine($"{canceled.Jobs.Count} jobs canceled");  // ... jobs canceled
    /// </code></example>
    public Task<JobPage> CancelAllAsync(
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.CancelAll(), options, cancellationToken);
}
