using Grpc.Core;
using Modzy.Edge.Emulator.Inputs;

namespace Modzy.Edge.Emulator.Work;

/// <summary>Does the work on one item, be it of a job or of an inference, so that it always comes to an end.</summary>
internal sealed partial class ItemWorker(ILogger<ItemWorker> logger)
{
    /// <exception cref="OperationCanceledException">Nobody waits for the outcome any more.</exception>
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
        catch (ItemFailure failure)
        {
            return new Outcome(default, failure.ToError());
        }
        catch (Exception failure)
        {
            // A bug of the emulator: it must show, and it must not leave behind what never ends.
            LogBug(failure);
            var told = new ItemFailure(StatusCode.Internal, "The emulator failed; its log says why.");
            return new Outcome(default, told.ToError());
        }
    }

    [LoggerMessage(2, LogLevel.Error, "The work on an item failed where it should not")]
    private partial void LogBug(Exception failure);
}
