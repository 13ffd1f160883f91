using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>Processes one item of a job or an inference, and turns every exception into an outcome.</summary>
internal sealed class ItemWorker(ILogger<ItemWorker> logger)
{
    /// <exception cref="OperationCanceledException">The item was cancelled.</exception>
    public async Task<Outcome> RunAsync(
        Func<CancellationToken, Task<ReadOnlyMemory<byte>>> work, CancellationToken cancellation)
    {
        try
        {
            return new Outcome(await work(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (EmulatorException failure)
        {
            return new Outcome(default, new ItemError(failure.Code, failure.Message));
        }
        catch (Exception failure)
        {
            // A bug of the emulator: log it, and fail the item, which would otherwise never end.
            ServerLog.ItemFailed(logger, failure);
            return new Outcome(default, new ItemError(ErrorCode.Internal, "The emulator failed; its log says why."));
        }
    }
}
