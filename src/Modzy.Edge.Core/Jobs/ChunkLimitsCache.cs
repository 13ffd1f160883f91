using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Requests;

/// <summary>Knows in what chunks an edge takes input. It is asked until it has answered once.</summary>
internal sealed class ChunkLimitsCache
{
    /// <summary>The size to assume where an edge does not say, in bytes.</summary>
    private const int AssumedBytes = 1024 * 1024;

    /// <summary>Larger chunks gain nothing and cost memory.</summary>
    private const int LargestBytes = 4 * 1024 * 1024;

    private static readonly ChunkLimits _assumed = new(AssumedBytes, MaximumChunks: 0);

    private volatile object? _known;

    /// <exception cref="EdgeException">The edge is away: nothing else that would be asked of it now could succeed.</exception>
    public async ValueTask<ChunkLimits> GetAsync(CallContext context)
    {
        if (_known is ChunkLimits known)
        {
            return known;
        }

        try
        {
            var features = EdgeFeatures.From(
                await context.UnaryAsync(EdgeMethods.GetFeatures, new Empty()).ConfigureAwait(false));
            var limits = new ChunkLimits(
                (int)Math.Min(features.InputChunkMaximumBytes ?? AssumedBytes, LargestBytes), features.MaximumInputChunks);
            _known = limits;
            return limits;
        }
        catch (EdgeException e) when (e.Status is EdgeStatus.Unimplemented)
        {
            _known = _assumed;
            return _assumed;
        }
        catch (EdgeException e) when (e.Origin == EdgeErrorOrigin.Edge && e.Status is not (EdgeStatus.Cancelled or EdgeStatus.Unavailable))
        {
            // It is there, and does not say so: what is serious the next call meets too.
            return _assumed;
        }
    }
}
