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
    private readonly ChunkLimitsCache _chunkLimits = new();

    internal EdgeJobs(EdgeClient client) => _client = client;
}
