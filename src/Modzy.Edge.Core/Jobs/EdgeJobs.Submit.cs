using Modzy.Edge.Requests;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

public sealed partial class EdgeJobs
{
    /// <summary>Submits a job with its data. Returns as soon as the edge has accepted it.</summary>
    /// <remarks>
    /// The data travels base64-encoded in one gRPC message, 4 bytes for each 3, of 2,147,483,586 bytes at most (about
    /// 1.5 GiB of data). If the edge, or a proxy before it, refuses the message for its size, the data is sent in
    /// chunks, from the same memory and within the same deadline, and later jobs of that size at once; not if the edge
    /// takes no chunks, or the options have a job timeout. When sending in chunks fails, the job is cancelled, within 2
    /// seconds more. The data is read while the call runs and must not change
    /// meanwhile. The direct transport encodes it straight into the connection; the channel holds the encoded message
    /// in memory. See <see cref="EdgeTransportKind"/>.
    /// </remarks>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="sources">The input items; at least one, with keys of their own.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="options">Null for the defaults; an <see cref="EdgeSubmitOptions"/> has more of them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// EdgeSource[] sources =
    /// [
    ///     new("front-door", new EdgeInput("image", File.ReadAllBytes("front-door.jpg"))),
    ///     new("back-door", new EdgeInput("image", File.ReadAllBytes("back-door.jpg"))),
    /// ];
    /// Job job = client.Jobs.SubmitEmbedded("inspector", "1.0.0", sources);
    /// Console.WriteLine($"{job.Status}, {job.Total} in all");     // SUBMITTED, 2 in all
    /// </code></example>
    public Job SubmitEmbedded(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            SubmitEmbeddedRequest(modelIdentifier, modelVersion, sources, explain, options),
            options,
            cancellationToken);

    /// <inheritdoc cref="SubmitEmbedded"/>
    /// <example><code>
    /// EdgeSource[] sources =
    /// [
    ///     new("front-door", new EdgeInput("image", File.ReadAllBytes("front-door.jpg"))),
    ///     new("back-door", new EdgeInput("image", File.ReadAllBytes("back-door.jpg"))),
    /// ];
    /// Job job = await client.Jobs.SubmitEmbeddedAsync("inspector", "1.0.0", sources, cancellationToken: cancellationToken);
    /// Console.WriteLine($"{job.Status}, {job.Total} in all");     // SUBMITTED, 2 in all
    /// </code></example>
    public Task<Job> SubmitEmbeddedAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            SubmitEmbeddedRequest(modelIdentifier, modelVersion, sources, explain, options),
            options,
            cancellationToken);

    /// <summary>Submits a job with text, which travels as it is. Returns as soon as the edge has accepted it.</summary>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="sources">The input items; at least one, with keys of their own. Their data is text in
    /// UTF-8.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="options">Null for the defaults; an <see cref="EdgeSubmitOptions"/> has more of them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// EdgeSource[] sources = [new("my-input", new EdgeInput("input.txt", "some text"u8.ToArray()))];
    /// Job job = client.Jobs.SubmitText("inspector", "1.0.0", sources);
    /// Console.WriteLine(job.Status);                              // SUBMITTED
    /// </code></example>
    public Job SubmitText(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            SubmitTextRequest(modelIdentifier, modelVersion, sources, explain, options), options, cancellationToken);

    /// <inheritdoc cref="SubmitText"/>
    /// <example><code>
    /// EdgeSource[] sources = [new("my-input", new EdgeInput("input.txt", "some text"u8.ToArray()))];
    /// Job job = await client.Jobs.SubmitTextAsync("inspector", "1.0.0", sources, cancellationToken: cancellationToken);
    /// Console.WriteLine(job.Status);                              // SUBMITTED
    /// </code></example>
    public Task<Job> SubmitTextAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            SubmitTextRequest(modelIdentifier, modelVersion, sources, explain, options), options, cancellationToken);

    /// <summary>Submits a job whose data the edge fetches from S3, or from a store that speaks S3's protocol.</summary>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="sources">The input items; at least one, with keys of their own.</param>
    /// <param name="access">How the edge gets at the store.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="options">Null for the defaults; an <see cref="EdgeSubmitOptions"/> has more of them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// string identifier = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")!;
    /// string secret = Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY")!;
    /// var access = new S3Access(identifier, secret) { Region = "us-east-1" };
    /// EdgeObjectSource[] sources = [new("front-door", [new EdgeObject("image", "my-bucket", "front-door.jpg")])];
    /// Job job = client.Jobs.SubmitS3("inspector", "1.0.0", sources, access);
    /// Console.WriteLine(job.Status);                              // SUBMITTED
    /// </code></example>
    public Job SubmitS3(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeObjectSource> sources,
        S3Access access,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            SubmitS3Request(modelIdentifier, modelVersion, sources, access, explain, options),
            options,
            cancellationToken);

    /// <inheritdoc cref="SubmitS3"/>
    /// <example><code>
    /// string identifier = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")!;
    /// string secret = Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY")!;
    /// var access = new S3Access(identifier, secret) { Region = "us-east-1" };
    /// EdgeObjectSource[] sources = [new("front-door", [new EdgeObject("image", "my-bucket", "front-door.jpg")])];
    /// Job job = await client.Jobs.SubmitS3Async(
    ///     "inspector", "1.0.0", sources, access, cancellationToken: cancellationToken);
    /// Console.WriteLine(job.Status);                              // SUBMITTED
    /// </code></example>
    public Task<Job> SubmitS3Async(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeObjectSource> sources,
        S3Access access,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            SubmitS3Request(modelIdentifier, modelVersion, sources, access, explain, options),
            options,
            cancellationToken);

    /// <summary>Submits a job whose data the edge fetches from Azure's blob storage.</summary>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="sources">The input items; at least one, with keys of their own.</param>
    /// <param name="access">How the edge gets at the storage account.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="options">Null for the defaults; an <see cref="EdgeSubmitOptions"/> has more of them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// string account = Environment.GetEnvironmentVariable("AZURE_STORAGE_ACCOUNT")!;
    /// string key = Environment.GetEnvironmentVariable("AZURE_STORAGE_KEY")!;
    /// var access = new AzureAccess(account, key);
    /// EdgeObjectSource[] sources = [new("front-door", [new EdgeObject("image", "my-container", "front-door.jpg")])];
    /// Job job = client.Jobs.SubmitAzure("inspector", "1.0.0", sources, access);
    /// Console.WriteLine(job.Status);                              // SUBMITTED
    /// </code></example>
    public Job SubmitAzure(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeObjectSource> sources,
        AzureAccess access,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            SubmitAzureRequest(modelIdentifier, modelVersion, sources, access, explain, options),
            options,
            cancellationToken);

    /// <inheritdoc cref="SubmitAzure"/>
    /// <example><code>
    /// string account = Environment.GetEnvironmentVariable("AZURE_STORAGE_ACCOUNT")!;
    /// string key = Environment.GetEnvironmentVariable("AZURE_STORAGE_KEY")!;
    /// var access = new AzureAccess(account, key);
    /// EdgeObjectSource[] sources = [new("front-door", [new EdgeObject("image", "my-container", "front-door.jpg")])];
    /// Job job = await client.Jobs.SubmitAzureAsync(
    ///     "inspector", "1.0.0", sources, access, cancellationToken: cancellationToken);
    /// Console.WriteLine(job.Status);                              // SUBMITTED
    /// </code></example>
    public Task<Job> SubmitAzureAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeObjectSource> sources,
        AzureAccess access,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            SubmitAzureRequest(modelIdentifier, modelVersion, sources, access, explain, options),
            options,
            cancellationToken);

    /// <summary>
    /// Submits a job with its data, waits until it has ended, and fetches its results, all within the timeout of
    /// <paramref name="wait"/>.
    /// </summary>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="sources">The input items; at least one, with keys of their own.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="wait">How long to wait, and how often to ask; null for the defaults.</param>
    /// <param name="options">Null for the defaults. Their deadline bounds each single call.</param>
    /// <param name="cancellationToken">Ends the wait; the job continues.</param>
    /// <exception cref="EdgeException">
    /// The call failed; <see cref="EdgeStatus.DeadlineExceeded"/> if the job has not ended yet,
    /// <see cref="EdgeStatus.Aborted"/>
    /// if it was cancelled. <see cref="EdgeException.JobIdentifier"/> names the job as soon as the edge has accepted
    /// it.
    /// </exception>
    /// <example><code>
    /// EdgeSource[] sources = [new("my-input", new EdgeInput("input.txt", "some text"u8.ToArray()))];
    /// JobResults results = client.Jobs.Run("inspector", "1.0.0", sources);
    /// Console.WriteLine($"{results.Completed} of {results.Total} done");             // 1 of 1 done
    /// </code></example>
    public JobResults Run(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain = false,
        EdgeWaitOptions? wait = null,
        EdgeSubmitOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            RunRequest(modelIdentifier, modelVersion, sources, explain, wait, options), options, cancellationToken);

    /// <inheritdoc cref="Run"/>
    /// <example><code>
    /// EdgeSource[] sources = [new("my-input", new EdgeInput("input.txt", "some text"u8.ToArray()))];
    /// JobResults results = await client.Jobs.RunAsync("inspector", "1.0.0", sources, cancellationToken: cancellationToken);
    /// Console.WriteLine($"{results.Completed} of {results.Total} done");             // 1 of 1 done
    /// </code></example>
    public Task<JobResults> RunAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain = false,
        EdgeWaitOptions? wait = null,
        EdgeSubmitOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            RunRequest(modelIdentifier, modelVersion, sources, explain, wait, options), options, cancellationToken);

    private RunJobRequest RunRequest(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain,
        EdgeWaitOptions? wait,
        EdgeSubmitOptions? options)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return new RunJobRequest(
            _client.Model(modelIdentifier, modelVersion),
            SubmissionInputs.Embedded(sources).Within(options),
            explain,
            wait,
            new JobProgress(wait?.Progress),
            Limits);
    }

    internal EdgeRequest<Job> SubmitEmbeddedRequest(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain,
        EdgeCallOptions? options)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return EdgeRequests.Submit(
            _client.Model(modelIdentifier, modelVersion),
            SubmissionInputs.Embedded(sources).Within(options),
            explain,
            Limits);
    }

    internal EdgeRequest<Job> SubmitTextRequest(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeSource> sources,
        bool explain,
        EdgeCallOptions? options)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return EdgeRequests.Submit(
            _client.Model(modelIdentifier, modelVersion),
            SubmissionInputs.Text(sources).Within(options),
            explain,
            Limits);
    }

    internal EdgeRequest<Job> SubmitS3Request(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeObjectSource> sources,
        S3Access access,
        bool explain,
        EdgeCallOptions? options)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(access);
        return EdgeRequests.Submit(
            _client.Model(modelIdentifier, modelVersion),
            SubmissionInputs.S3(sources, access).Within(options),
            explain,
            Limits);
    }

    internal EdgeRequest<Job> SubmitAzureRequest(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeObjectSource> sources,
        AzureAccess access,
        bool explain,
        EdgeCallOptions? options)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(access);
        return EdgeRequests.Submit(
            _client.Model(modelIdentifier, modelVersion),
            SubmissionInputs.Azure(sources, access).Within(options),
            explain,
            Limits);
    }
}
