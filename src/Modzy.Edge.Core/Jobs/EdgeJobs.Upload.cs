using Modzy.Edge.Requests;

namespace Modzy.Edge;

public sealed partial class EdgeJobs
{
    /// <summary>Submits a job whose data inputs are files. They are sent in chunks while they are read; memory does not grow with them.</summary>
    /// <remarks>
    /// When anything fails on the way, the job is cancelled and the first cause is reported. An edge that does not take
    /// chunks gets an embedded job, if the files fit one message.
    /// </remarks>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="files">The data inputs; at least one.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="progress">Told the bytes that the edge has taken, from whichever thread sent them. May be null.</param>
    /// <param name="options">Their deadline is that of each message to the edge. Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public Job SubmitFiles(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeFile> files,
        bool explain = false,
        IProgress<long>? progress = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(SubmitFilesRequest(modelIdentifier, modelVersion, files, explain, new UploadProgress(progress)), options, cancellationToken);

    /// <inheritdoc cref="SubmitFiles"/>
    public Task<Job> SubmitFilesAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<EdgeFile> files,
        bool explain = false,
        IProgress<long>? progress = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(SubmitFilesRequest(modelIdentifier, modelVersion, files, explain, new UploadProgress(progress)), options, cancellationToken);

    /// <summary>Opens a job whose input follows: <see cref="Append"/> adds to it, <see cref="Close"/> lets it begin.</summary>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public Job Open(
        string modelIdentifier,
        string modelVersion,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(OpenRequest(modelIdentifier, modelVersion, explain), options, cancellationToken);

    /// <inheritdoc cref="Open"/>
    public Task<Job> OpenAsync(
        string modelIdentifier,
        string modelVersion,
        bool explain = false,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(OpenRequest(modelIdentifier, modelVersion, explain), options, cancellationToken);

    /// <summary>Appends bytes to one data input of an open job, in as many chunks as the edge wants them in.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="sourceKey">The key of the input item.</param>
    /// <param name="inputKey">The key of the data input.</param>
    /// <param name="data">The next bytes. They are read while the call runs.</param>
    /// <param name="options">Their deadline is that of each message to the edge. Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public void Append(
        string jobIdentifier,
        string sourceKey,
        string inputKey,
        ReadOnlyMemory<byte> data,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(AppendRequest(jobIdentifier, sourceKey, inputKey, data), options, cancellationToken);

    /// <inheritdoc cref="Append"/>
    public Task AppendAsync(
        string jobIdentifier,
        string sourceKey,
        string inputKey,
        ReadOnlyMemory<byte> data,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(AppendRequest(jobIdentifier, sourceKey, inputKey, data), options, cancellationToken);

    /// <summary>Closes an open job: its input is complete, and it begins.</summary>
    /// <param name="jobIdentifier">The job's <see cref="Job.JobIdentifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    public Job Close(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(EdgeRequests.Close(jobIdentifier), options, cancellationToken);

    /// <inheritdoc cref="Close"/>
    public Task<Job> CloseAsync(
        string jobIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(EdgeRequests.Close(jobIdentifier), options, cancellationToken);

    internal EdgeRequest<Job> SubmitFilesRequest(
        string modelIdentifier, string modelVersion, IReadOnlyList<EdgeFile> files, bool explain, UploadProgress progress)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new SubmitFilesRequest(_client.Model(modelIdentifier, modelVersion), files, explain, _chunkSize, progress);
    }

    internal EdgeRequest<Job> OpenRequest(string modelIdentifier, string modelVersion, bool explain) =>
        EdgeRequests.Submit(_client.Model(modelIdentifier, modelVersion), input: null, explain);

    internal EdgeRequest<bool> AppendRequest(
        string jobIdentifier, string sourceKey, string inputKey, ReadOnlyMemory<byte> data) =>
        new AppendRequest(jobIdentifier, sourceKey, inputKey, data, _chunkSize);
}
