using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>What an edge takes of input in chunks.</summary>
/// <param name="MessageBytes">How large the message of a chunk may be.</param>
/// <param name="MaximumChunks">How many chunks a data input may have; 0 if that is unknown.</param>
internal readonly record struct ChunkLimits(int MessageBytes, long MaximumChunks)
{
    /// <summary>
    /// How many bytes of a data input go into a chunk: so many that its message, with its framing, is no larger than the edge
    /// says. A limit of a few bytes, of which the names alone take most, is taken for that of the data.
    /// </summary>
    public int DataBytes(ChunkTarget target)
    {
        int data = MessageBytes - ChunkMessage.Overhead(target, MessageBytes);
        return data >= MessageBytes / 2 ? data : MessageBytes;
    }

    /// <summary>Whether a data input of this size takes more chunks than the edge does.</summary>
    public bool AreExceeded(long size, int dataBytes) => MaximumChunks > 0 && Chunks(size, dataBytes) > MaximumChunks;

    /// <summary>Makes the exception for a data input that takes too many chunks.</summary>
    public EdgeException Exceeded(string parameter, string what, long size, int dataBytes) => new(
        EdgeStatus.ResourceExhausted,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{parameter} {what}, which makes {Chunks(size, dataBytes):N0} chunks of {dataBytes:N0} bytes; the edge takes {MaximumChunks:N0} "
            + $"of them for a data input (maximum_input_chunks). Divide the data among several data inputs, or raise the edge's limit."))
    {
        Parameter = parameter,
    };

    private static long Chunks(long size, int dataBytes) => Math.Max(1, (size / dataBytes) + (size % dataBytes == 0 ? 0 : 1));
}

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

/// <summary>Sizes as edges write them: <c>1M</c>, <c>512K</c>, <c>64MiB</c>, <c>1048576</c>. A unit is a power of 1024.</summary>
internal static class ByteSize
{
    /// <summary>The size in bytes; null if the text is not a size, or none that a size can be.</summary>
    public static long? Parse(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> trimmed = text.Trim();
        int digits = trimmed.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> number = digits < 0 ? trimmed : trimmed[..digits];
        ReadOnlySpan<char> unit = digits < 0 ? [] : trimmed[digits..].Trim();
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) || Shift(unit) is not int shift)
        {
            return null;
        }

        return value > 0 && value <= long.MaxValue >> shift ? value << shift : null;
    }

    private static int? Shift(ReadOnlySpan<char> unit)
    {
        if (unit.EndsWith("B", StringComparison.OrdinalIgnoreCase))
        {
            unit = unit[..^1];
        }

        if (unit.Length == 2 && unit[1] is 'i' or 'I')
        {
            unit = unit[..1];
        }

        return unit switch
        {
            "" => 0,
            "k" or "K" => 10,
            "m" or "M" => 20,
            "g" or "G" => 30,
            _ => null,
        };
    }
}
