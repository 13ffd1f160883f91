using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Opens a job for chunks. If its caller leaves meanwhile, the job is cancelled, rather than stay open for ever.</summary>
/// <remarks>
/// Which job it is, only the answer tells. So the call runs apart from its caller, who may leave at any time; it has a
/// little while then, and what it opened is cancelled.
/// </remarks>
internal sealed class OpenJobRequest(ModelReference model, bool explain) : EdgeRequest<Job>
{
    private static readonly TimeSpan _tidyingTime = TimeSpan.FromSeconds(5);

    private readonly EdgeRequest<Job> _submission = EdgeRequests.Submit(model, input: null, explain);

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
            patience.CancelAfter(_tidyingTime);
            IDisposable keptLonger = context.Keep();
            _ = Task.Run(() => AbandonAsync(context, opening, keptLonger), CancellationToken.None);
            throw;
        }
    }

    /// <summary>Cancels a job whose upload has failed. That it cannot be cancelled adds nothing to the failure.</summary>
    public static async ValueTask CancelAsync(CallContext context, Job job)
    {
        try
        {
            await EdgeRequests.Cancel(job.JobIdentifier).RunAsync(context.Detached(_tidyingTime)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EdgeException or OperationCanceledException or ObjectDisposedException)
        {
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
                // There is no job, or nobody to be told why it is not known.
            }
        }
    }
}
