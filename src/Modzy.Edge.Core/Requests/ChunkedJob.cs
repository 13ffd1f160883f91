using System.Buffers;
using System.Globalization;
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
            string outcome = await OpenJobRequest.CancelAsync(context, job).ConfigureAwait(false);
            if (e is EdgeException failure)
            {
                cache.OnFailedUpload(failure);
                failure.JobIdentifier = job.JobIdentifier;
                if (failure.Status == EdgeStatus.DeadlineExceeded)
                {
                    throw Explained(failure, outcome);
                }
            }

            throw;
        }
    }

    /// <summary>Adds what came of the job to an error.</summary>
    private static EdgeException Explained(EdgeException failure, string outcome)
    {
        string message = $"{failure.Message} Job {failure.JobIdentifier} was open for the upload. {outcome}";
        EdgeException explained = failure.Explained(message, sent: failure.Sent);
        explained.JobIdentifier = failure.JobIdentifier;
        return explained;
    }

    /// <summary>Appends bytes to one data input, in chunks.</summary>
    public static ValueTask AppendAsync(
        CallContext context,
        ChunkTarget target,
        ReadOnlySequence<byte> data,
        ChunkLimits limits,
        ChunkLimitsCache cache) =>
        AppendAsync(
            context, target, data.Length, limits, cache, (offset, size) => data.Slice(offset, size), static _ => { });

    /// <summary>
    /// Appends to one data input, in chunks. What the edge, or a proxy before it, refuses because of its size is sent
    /// again in smaller ones.
    /// </summary>
    /// <param name="context">Makes the calls.</param>
    /// <param name="target">The data input.</param>
    /// <param name="length">The size of the data.</param>
    /// <param name="limits">The limits of the edge.</param>
    /// <param name="cache">Keeps what refusals tell.</param>
    /// <param name="read">Gives so many bytes at an offset.</param>
    /// <param name="onAppended">Called after each chunk, with its size.</param>
    public static async ValueTask AppendAsync(
        CallContext context,
        ChunkTarget target,
        long length,
        ChunkLimits limits,
        ChunkLimitsCache cache,
        Func<long, int, ReadOnlySequence<byte>> read,
        Action<int> onAppended)
    {
        long offset = 0;
        long sent = 0;
        do
        {
            // Empty data is sent, too: it makes an empty input.
            context.Cancellation.ThrowIfCancellationRequested();
            int size = (int)Math.Min(limits.DataBytes(target), length - offset);
            try
            {
                await context.BorrowingUnaryAsync(
                    EdgeMethods.AddInputToJob, new ChunkMessage(target, read(offset, size))).ConfigureAwait(false);
                offset += size;
                sent++;
                onAppended(size);
            }
            catch (EdgeException e) when (limits.CanBeReduced && MessageTooLarge.Is(e, out long? limit))
            {
                limits = cache.OnRefusedChunk(e, limits, size, limit);
                int smaller = limits.DataBytes(target);
                if (limits.AreExceeded(length - offset, smaller, sent))
                {
                    throw e.Explained(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{e.Message} With chunks of {smaller:N0} bytes the data input would have more than the {limits.MaximumChunks:N0} that the edge takes (maximum_input_chunks)."),
                        sent: e.Sent);
                }
            }
        }
        while (offset < length);
    }
}
