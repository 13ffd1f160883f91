using System.Buffers;
using Modzy.Edge.Requests;

namespace Modzy.Edge;

public sealed partial class EdgeJobs
{
    /// <summary>
    /// Submits a job whose data inputs are files. They are sent in chunks while they are read; memory does not grow
    /// with them.
    /// </summary>
    /// <remarks>
    /// When anything fails on the way, the job is cancelled, within 2 seconds more, and the first cause is reported. An
    /// edge that does not take chunks gets an embedded job, if the files fit one message.
    /// </remarks>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="files">The data inputs; at least one.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="progress">Told the bytes that the edge has taken, from whichever thread sent them. May be
    /// null.</param>
    /// <param name="options">Their deadline is that of each message to the edge. Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// EdgeFile[] files = [new("monday", "sound", "monday.wav"), new("tuesday", "sound", "tuesday.wav")];
    /// Job job = client.Jobs.SubmitFiles("inspector", "1.0.0", files);
    /// Console.WriteLine($"{job.Status}, {job.Total} in all");     // SUBMITTED, 2 in all
    /// </code></example>
    public Job SubmitFiles(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeFile> files,
        bool explain = false,
        IProgress<long>? progress = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            SubmitFilesRequest(modelIdentifier, modelVersion, files, explain, new UploadProgress(progress), options),
            options,
            cancellationToken);

    /// <inheritdoc cref="SubmitFiles"/>
    /// <example><code>
    /// EdgeFile[] files = [new("monday", "sound", "monday.wav"), new("tuesday", "sound", "tuesday.wav")];
    /// Job job = await client.Jobs.SubmitFilesAsync("inspector", "1.0.0", files, cancellationToken: cancellationToken);
    /// Console.WriteLine($"{job.Status}, {job.Total} in all");     // SUBMITTED, 2 in all
    /// </code></example>
    public Task<Job> SubmitFilesAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeFile> files,
        bool explain = false,
        IProgress<long>? progress = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            SubmitFilesRequest(modelIdentifier, modelVersion, files, explain, new UploadProgress(progress), options),
            options,
            cancellationToken);

    /// <summary>
    /// Opens a job whose input follows: <see cref="Append"/> adds to it, <see cref="Close"/> lets it begin.
    /// </summary>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// Job recording = client.Jobs.Open("inspector", "1.0.0");
    /// Console.WriteLine(recording.Status);                        // OPEN
    /// </code></example>
    public Job Open(
        string modelIdentifier,
        string modelVersion,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(OpenRequest(modelIdentifier, modelVersion, explain, options), options, cancellationToken);

    /// <inheritdoc cref="Open"/>
    /// <example><code>
    /// Job recording = await client.Jobs.OpenAsync("inspector", "1.0.0", cancellationToken: cancellationToken);
    /// Console.WriteLine(recording.Status);                        // OPEN
    /// </code></example>
    public Task<Job> OpenAsync(
        string modelIdentifier,
        string modelVersion,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(OpenRequest(modelIdentifier, modelVersion, explain, options), options, cancellationToken);

    /// <summary>Appends bytes to one data input of an open job, in as many chunks as the edge wants them in.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="sourceKey">The key of the input item.</param>
    /// <param name="inputKey">The key of the data input.</param>
    /// <param name="data">The next bytes. They are read while the call runs.</param>
    /// <param name="options">Their deadline is that of each message to the edge. Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// Job recording = client.Jobs.Open("inspector", "1.0.0");
    /// using FileStream microphone = File.OpenRead("monday.wav");
    /// byte[] buffer = new byte[16384];
    /// for (int read; (read = microphone.Read(buffer)) != 0;)
    /// {
    ///     client.Jobs.Append(recording.JobIdentifier, "monday", "sound", buffer.AsMemory(0, read));
    /// }
    ///
    /// client.Jobs.Close(recording.JobIdentifier);
    /// </code></example>
    public void Append(
        string jobIdentifier,
        string sourceKey,
        string inputKey,
        ReadOnlyMemory<byte> data,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            AppendRequest(jobIdentifier, sourceKey, inputKey, new ReadOnlySequence<byte>(data)),
            options,
            cancellationToken);

    /// <inheritdoc cref="Append"/>
    /// <example><code>
    /// Job recording = await client.Jobs.OpenAsync("inspector", "1.0.0", cancellationToken: cancellationToken);
    /// using FileStream microphone = File.OpenRead("monday.wav");
    /// byte[] buffer = new byte[16384];
    /// for (int read; (read = await microphone.ReadAsync(buffer, cancellationToken)) != 0;)
    /// {
    ///     await client.Jobs.AppendAsync(
    ///         recording.JobIdentifier, "monday", "sound", buffer.AsMemory(0, read), cancellationToken: cancellationToken);
    /// }
    ///
    /// await client.Jobs.CloseAsync(recording.JobIdentifier, cancellationToken: cancellationToken);
    /// </code></example>
    public Task AppendAsync(
        string jobIdentifier,
        string sourceKey,
        string inputKey,
        ReadOnlyMemory<byte> data,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            AppendRequest(jobIdentifier, sourceKey, inputKey, new ReadOnlySequence<byte>(data)),
            options,
            cancellationToken);

    /// <summary>Closes an open job: its input is complete, and it begins.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// Job recording = client.Jobs.Open("inspector", "1.0.0");
    /// client.Jobs.Append(recording.JobIdentifier, "monday", "sound", File.ReadAllBytes("monday.wav"));
    /// recording = client.Jobs.Close(recording.JobIdentifier);
    /// Console.WriteLine(recording.Status);                        // SUBMITTED
    /// </code></example>
    public Job Close(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.Close(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="Close"/>
    /// <example><code>
    /// Job recording = await client.Jobs.OpenAsync("inspector", "1.0.0", cancellationToken: cancellationToken);
    /// byte[] sound = await File.ReadAllBytesAsync("monday.wav", cancellationToken);
    /// await client.Jobs.AppendAsync(
    ///     recording.JobIdentifier, "monday", "sound", sound, cancellationToken: cancellationToken);
    /// recording = await client.Jobs.CloseAsync(recording.JobIdentifier, cancellationToken: cancellationToken);
    /// Console.WriteLine(recording.Status);                        // SUBMITTED
    /// </code></example>
    public Task<Job> CloseAsync(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.Close(jobIdentifier), options, cancellationToken);

    internal EdgeRequest<Job> SubmitFilesRequest(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeFile> files,
        bool explain,
        UploadProgress progress,
        EdgeCallOptions? options)
    {
        ArgumentNullException.ThrowIfNull(files);
        EdgeSubmitOptions.RefuseJobTimeout(options);
        return new SubmitFilesRequest(
            _client.Model(modelIdentifier, modelVersion), files, explain, Limits, progress);
    }

    internal EdgeRequest<Job> OpenRequest(
        string modelIdentifier, string modelVersion, bool explain, EdgeCallOptions? options)
    {
        EdgeSubmitOptions.RefuseJobTimeout(options);
        return new OpenJobRequest(_client.Model(modelIdentifier, modelVersion), explain);
    }

    internal EdgeRequest<bool> AppendRequest(
        string jobIdentifier, string sourceKey, string inputKey, ReadOnlySequence<byte> data) =>
        new AppendRequest(jobIdentifier, sourceKey, inputKey, data, Limits);
}
