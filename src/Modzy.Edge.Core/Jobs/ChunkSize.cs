using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Requests;

/// <summary>How large the chunks are in which an edge takes input. It is asked once.</summary>
internal sealed class ChunkSize
{
    /// <summary>The size to assume where an edge does not say, in bytes.</summary>
    private const int Assumed = 1024 * 1024;

    /// <summary>Larger chunks gain nothing and cost memory.</summary>
    private const int Largest = 4 * 1024 * 1024;

    private int _known;

    public async ValueTask<int> GetAsync(CallContext context)
    {
        if (_known == 0)
        {
            _known = await AskAsync(context).ConfigureAwait(false);
        }

        return _known;
    }

    private static async ValueTask<int> AskAsync(CallContext context)
    {
        try
        {
            var features = EdgeFeatures.From(
                await context.UnaryAsync(EdgeMethods.GetFeatures, new Empty()).ConfigureAwait(false));
            return (int)Math.Min(features.InputChunkMaximumBytes ?? Assumed, Largest);
        }
        catch (EdgeException e) when (e.Status != EdgeStatus.Cancelled)
        {
            // Whatever keeps it from saying so: if it is serious, the next call meets it too.
            return Assumed;
        }
    }
}
