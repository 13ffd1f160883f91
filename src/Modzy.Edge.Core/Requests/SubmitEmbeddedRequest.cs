using System.Buffers;
using System.Globalization;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>
/// Submits a job with its data in one message that is not short; or in chunks, from the same memory, if the message is
/// larger than the edge accepts. All within the deadline of the call.
/// </summary>
internal sealed class SubmitEmbeddedRequest(
    ModelReference model, SubmissionInput input, bool explain, SubmissionMessage message, ChunkLimitsCache limits)
    : EdgeRequest<Job>
{
    public override async ValueTask<Job> RunAsync(CallContext context)
    {
        CallContext bounded = context.Bounded();
        if (limits.IsRefused(message.Size) && !input.HasTimeout)
        {
            return await SubmitChunksAsync(
                bounded, "an edge has refused a message as large as that of the job before").ConfigureAwait(false);
        }

        EdgeException refusal;
        long? limit;
        try
        {
            return await bounded.BorrowingUnaryAsync(EdgeMethods.SubmitJob, message).ConfigureAwait(false);
        }
        catch (EdgeException e) when (MessageTooLarge.Is(e, out limit))
        {
            refusal = e;
        }

        limits.OnRefused(refusal, message.Size, limit);
        if (input.HasTimeout)
        {
            throw Explained(refusal, limit, "A job with a timeout (job_timeout_ms) cannot be sent in chunks.");
        }

        try
        {
            return await SubmitChunksAsync(bounded, TooLarge(refusal, limit)).ConfigureAwait(false);
        }
        catch (EdgeException e) when (e.Status == EdgeStatus.Unimplemented)
        {
            limits.OnNoChunks(e);
            throw Explained(refusal, limit, "It takes no chunks either.");
        }
    }

    /// <param name="context">Makes the calls.</param>
    /// <param name="reason">Why the job is not sent in one message.</param>
    private async ValueTask<Job> SubmitChunksAsync(CallContext context, string reason)
    {
        using IDisposable kept = context.Keep(); // to cancel the job with, if the client is closed
        ChunkInput[] inputs =
        [
            .. input.Items.SelectMany(static item => item.Inputs, static (item, data) =>
                new ChunkInput(item.Key, data.Key, data.Content)),
        ];
        try
        {
            return await ChunkedJob.SubmitAsync(
                context,
                model,
                explain,
                inputs,
                limits,
                chunks => Check(inputs, chunks),
                (each, job, chunks) =>
                    ChunkedJob.AppendAsync(context, each.Target(job), each.Data, chunks, limits)).ConfigureAwait(false);
        }
        catch (EdgeException e) when (e.Method == EdgeMethods.SubmitJob.FullName && e.Origin == EdgeErrorOrigin.Edge
            && e.Status != EdgeStatus.Unimplemented)
        {
            // Without an input, which is how the job is opened. The edge may mean that, or the model.
            throw e.Explained(
                $"{e.Message} The job had no input yet: it was opened for chunks, because {reason}.", sent: e.Sent);
        }
    }

    private static void Check(ChunkInput[] inputs, ChunkLimits limits)
    {
        foreach (ChunkInput each in inputs)
        {
            int size = limits.DataBytes(each.Target(ChunkedJob.SomeIdentifier));
            if (limits.AreExceeded(each.Data.Length, size))
            {
                throw limits.Exceeded(
                    "sources", FormattableString.Invariant($"holds a data input of {each.Data.Length:N0} bytes"), each.Data.Length, size);
            }
        }
    }

    private EdgeException Explained(EdgeException refusal, long? limit, string reason) => refusal.Explained(
        $"{TooLarge(refusal, limit)}. {reason} Raise the edge's limit (and that of a proxy in front of it), or divide the input items among several jobs.",
        EdgeStatus.ResourceExhausted);

    private string TooLarge(EdgeException refusal, long? limit)
    {
        string edge = limit is long bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes at most") : "less";
        return string.Create(CultureInfo.InvariantCulture, $"{refusal.Endpoint} does not accept the job in one message of {message.Size:N0} bytes, but {edge}")
            + $" ({refusal.ServerMessage ?? "HTTP status 413"})";
    }

    /// <summary>One data input, with the item that it belongs to.</summary>
    private sealed class ChunkInput(byte[] item, byte[] key, ReadOnlySequence<byte> data)
    {
        public ReadOnlySequence<byte> Data => data;

        public ChunkTarget Target(string job) => new(job, item, key);
    }
}
