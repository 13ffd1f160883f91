using System.Buffers;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>
/// Opens a job for chunks. If the caller stops waiting, the job is cancelled, so that it does not stay open.
/// </summary>
/// <remarks>
/// The identifier is known from the response only. The call therefore continues for a while after its caller has
/// stopped waiting, and the job that it opened is cancelled.
/// </remarks>
internal sealed class OpenJobRequest(ModelReference model, bool explain) : EdgeRequest<Job>
{
    /// <summary>How long the edge may take to open a job that nobody waits for any more.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(8);

    private readonly EdgeRequest<Job> _submission = EdgeRequests.Open(model, explain);

    public override async ValueTask<Job> RunAsync(CallContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        using IDisposable kept = context.Keep();
        var patience = new CancellationTokenSource();
        Task<Job> opening = context.Begin(_submission, patience.Token);
        try
        {
            return await context.AwaitAsync(opening).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            patience.CancelAfter(_patience);
            IDisposable keptLonger = context.Keep();
            _ = Task.Run(() => AbandonAsync(context, opening, keptLonger), CancellationToken.None);
            throw;
        }
    }

    /// <summary>Cancels a job whose upload has failed. A failure to cancel is ignored.</summary>
    /// <returns>What came of it, for the error.</returns>
    public static async ValueTask<string> CancelAsync(CallContext context, Job job)
    {
        const string staysOpen = "may stay open until the edge ends it";
        try
        {
            (string outcome, _) = await WaitSubject.Job(job.JobIdentifier).CancelAsync(context, staysOpen)
                .ConfigureAwait(false);
            return outcome;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return $"It could not be cancelled, and {staysOpen}.";
        }
    }

    private static async Task AbandonAsync(CallContext context, Task<Job> opening, IDisposable kept)
    {
        using (kept)
        {
            try
            {
                await CancelAsync(context, await opening.ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (EdgeException)
            {
                // No job was opened, or its identifier is not known.
            }
        }
    }
}

/// <summary>Appends bytes to one data input of an open job, in one or more chunks.</summary>
internal sealed class AppendRequest : EdgeRequest<bool>
{
    private readonly string _jobIdentifier;
    private readonly ChunkTarget _target;
    private readonly ReadOnlySequence<byte> _data;
    private readonly ChunkLimitsCache _chunkLimits;

    /// <exception cref="EdgeException">An argument is invalid.</exception>
    public AppendRequest(
        string jobIdentifier,
        string sourceKey,
        string inputKey,
        ReadOnlySequence<byte> data,
        ChunkLimitsCache chunkLimits)
    {
        Arguments.Required(jobIdentifier, "job_identifier", "the job_identifier of a job that was opened");
        _jobIdentifier = jobIdentifier;
        _target = new ChunkTarget(jobIdentifier, sourceKey, inputKey);
        _data = data;
        _chunkLimits = chunkLimits;
    }

    public override async ValueTask<bool> RunAsync(CallContext context)
    {
        ChunkLimits limits = await _chunkLimits.GetAsync(context, _jobIdentifier).ConfigureAwait(false);
        int size = limits.DataBytes(_target);
        if (limits.AreExceeded(_data.Length, size))
        {
            throw limits.Exceeded("data", FormattableString.Invariant($"is {_data.Length:N0} bytes"), _data.Length, size);
        }

        try
        {
            await ChunkedJob.AppendAsync(context, _target, _data, limits, _chunkLimits).ConfigureAwait(false);
            return true;
        }
        catch (EdgeException e)
        {
            e.JobIdentifier = _jobIdentifier;
            _chunkLimits.OnFailedUpload(e);
            throw;
        }
    }
}

/// <summary>The progress of an upload. Written by the upload, read by any thread.</summary>
internal sealed class UploadProgress(IProgress<long>? listener = null)
{
    private long _sent;

    /// <summary>The bytes that the edge has acknowledged.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The bytes to send; 0 while unknown.</summary>
    public long Total { get; set; }

    public void Add(long bytes)
    {
        long sent = Interlocked.Add(ref _sent, bytes);
        listener?.Report(sent);
    }

    /// <summary>Restarts the count: the upload begins again as an embedded job.</summary>
    public void Reset() => Interlocked.Exchange(ref _sent, 0);
}
