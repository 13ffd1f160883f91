using System.Buffers;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>Submits a job in chunks: opens it, appends to its data inputs, closes it.</summary>
internal static class ChunkedJob
{
    /// <summary>How many inputs are uploaded at a time. The chunks of one input are sent in order.</summary>
    private const int InputsAtOnce = 4;

    /// <summary>
    /// A placeholder as long as the identifiers of edges, for the size of a chunk before there is a job.
    /// </summary>
    public static readonly string SomeIdentifier = Guid.Empty.ToString();

    /// <param name="context">Makes the calls.</param>
    /// <param name="model">The model.</param>
    /// <param name="explain">Whether an explanation is requested.</param>
    /// <param name="inputs">The data inputs.</param>
    /// <param name="cache">Has the limits of the edge.</param>
    /// <param name="check">Throws if the inputs exceed them: before there is a job, if there is one edge.</param>
    /// <param name="append">Appends all of an input to the job with the identifier, within the limits.</param>
    /// <exception cref="EdgeException">A call failed. The job was cancelled.</exception>
    public static async ValueTask<Job> SubmitAsync<T>(
        CallContext context,
        ModelReference model,
        bool explain,
        IReadOnlyList<T> inputs,
        ChunkLimitsCache cache,
        Action<ChunkLimits> check,
        Func<T, string, ChunkLimits, ValueTask> append)
    {
        ChunkLimits? known = null;
        if (!context.HasSeveralEdges)
        {
            known = await cache.GetAsync(context, SomeIdentifier).ConfigureAwait(false);
            check(known.Value);
        }

        Job job = await new OpenJobRequest(model, explain).RunAsync(context).ConfigureAwait(false);
        try
        {
            ChunkLimits limits = known ?? await cache.GetAsync(context, job.JobIdentifier).ConfigureAwait(false);
            check(limits);
            await context.ForEachAsync(inputs, InputsAtOnce, input => append(input, job.JobIdentifier, limits))
                .ConfigureAwait(false);
            return await EdgeRequests.Close(job.JobIdentifier).RunAsync(context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (e is EdgeException failure)
            {
                failure.JobIdentifier = job.JobIdentifier;
                cache.OnFailedUpload(failure);
            }

            await OpenJobRequest.CancelAsync(context, job).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Appends bytes to one data input, in chunks of at most a size.</summary>
    public static async ValueTask AppendAsync(
        CallContext context, ChunkTarget target, ReadOnlySequence<byte> data, int chunkSize)
    {
        do
        {
            // Empty data is sent, too: it makes an empty input.
            context.Cancellation.ThrowIfCancellationRequested();
            ReadOnlySequence<byte> chunk = data.Slice(0, Math.Min(chunkSize, data.Length));
            await context.BorrowingUnaryAsync(
                EdgeMethods.AddInputToJob, new ChunkMessage(target, chunk)).ConfigureAwait(false);
            data = data.Slice(chunk.Length);
        }
        while (!data.IsEmpty);
    }
}
