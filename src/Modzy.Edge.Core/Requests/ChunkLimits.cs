using System.Collections.Concurrent;
using System.Globalization;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>The limits of an edge for input in chunks.</summary>
/// <param name="MessageBytes">The largest message of a chunk, in bytes.</param>
/// <param name="MaximumChunks">The most chunks of a data input; 0 if unknown.</param>
internal readonly record struct ChunkLimits(int MessageBytes, long MaximumChunks)
{
    /// <summary>
    /// The largest data of a chunk whose message, with its prefix, stays within the limit. If the names alone take most
    /// of the limit, it is applied to the data only.
    /// </summary>
    public int DataBytes(ChunkTarget target)
    {
        int data = MessageBytes - ChunkMessage.Overhead(target, MessageBytes);
        return data >= MessageBytes / 2 ? data : MessageBytes;
    }

    /// <summary>In bytes; nothing refuses messages of this size because of it.</summary>
    private const int SmallestBytes = 16 * 1024;

    public bool CanBeReduced => MessageBytes > SmallestBytes;

    /// <summary>Whether a data input needs more chunks than the edge allows.</summary>
    /// <param name="size">What is to be sent.</param>
    /// <param name="dataBytes">The size of a chunk.</param>
    /// <param name="sent">How many chunks were sent before.</param>
    public bool AreExceeded(long size, int dataBytes, long sent = 0) =>
        MaximumChunks > 0 && sent + Chunks(size, dataBytes) > MaximumChunks;

    /// <summary>Makes the exception for a data input that needs too many chunks.</summary>
    public EdgeException Exceeded(string parameter, string what, long size, int dataBytes) => new(
        EdgeStatus.ResourceExhausted,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{parameter} {what}, which makes {Chunks(size, dataBytes):N0} chunks of {dataBytes:N0} bytes; the edge takes {MaximumChunks:N0} "
            + $"of them for a data input (maximum_input_chunks). Divide the data among several data inputs, or raise the edge's limit."))
    {
        Parameter = parameter,
    };

    private static long Chunks(long size, int dataBytes) =>
        Math.Max(1, (size / dataBytes) + (size % dataBytes == 0 ? 0 : 1));
}

/// <summary>
/// The limits of the edges of a client: asks each until it has answered once, and keeps them, with what its refusals
/// have told.
/// </summary>
internal sealed class ChunkLimitsCache
{
    /// <summary>In bytes; assumed if an edge does not announce a limit.</summary>
    private const int AssumedBytes = 1024 * 1024;

    /// <summary>In bytes; larger chunks are not faster.</summary>
    private const int LargestBytes = 4 * 1024 * 1024;

    private static readonly ChunkLimits _assumed = new(AssumedBytes, MaximumChunks: 0);

    /// <summary>By the address of the edge.</summary>
    private readonly ConcurrentDictionary<string, Known> _edges = new();

    /// <summary>
    /// Whether an edge that takes chunks, as far as is known, is known to refuse a message of this size.
    /// </summary>
    public bool IsRefused(long messageBytes)
    {
        foreach ((_, Known edge) in _edges)
        {
            if (messageBytes >= edge.SmallestRefused && !edge.TakesNoChunks)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An edge has refused a message because of its size.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="messageBytes">The size.</param>
    /// <param name="limit">The largest message that the edge accepts, if it has said so.</param>
    public void OnRefused(EdgeException refusal, long messageBytes, long? limit) => Update(refusal, edge => edge with
    {
        SmallestRefused = Math.Min(messageBytes, limit + 1 ?? messageBytes),
        MessageLimit = limit > 0 ? limit.Value : edge.MessageLimit,
    });

    /// <summary>An edge, or a proxy before it, has refused a chunk because of its size.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="limits">The limits that the chunk was within.</param>
    /// <param name="size">Its data, in bytes.</param>
    /// <param name="limit">The largest message that is accepted, if the refusal says so.</param>
    /// <returns>The limits for the chunks that follow.</returns>
    public ChunkLimits OnRefusedChunk(EdgeException refusal, ChunkLimits limits, int size, long? limit)
    {
        int most = Math.Min(limits.MessageBytes, size);
        int smaller = limit > 0 && limit < most ? (int)limit.Value : Math.Max(1, most / 2);
        Known known = Update(refusal, edge => edge with { MessageLimit = Math.Min(edge.MessageLimit, smaller) });
        return limits with { MessageBytes = (int)known.MessageLimit };
    }

    /// <summary>
    /// An upload has failed: if chunks were too large, the edge has other limits than those that are known.
    /// </summary>
    public void OnFailedUpload(EdgeException failure)
    {
        if (failure is { Status: EdgeStatus.ResourceExhausted, Endpoint: not null })
        {
            Update(failure, static edge => edge with { Announced = null });
        }
    }

    /// <summary>An edge has refused chunks.</summary>
    public void OnNoChunks(EdgeException refusal) =>
        Update(refusal, static edge => edge with { TakesNoChunks = true });

    /// <summary>
    /// The limits that the edge of a job announces, within the size of messages that it is known to accept.
    /// </summary>
    /// <param name="context">Makes the calls.</param>
    /// <param name="job">The job. With one edge it does not matter.</param>
    /// <exception cref="EdgeException">The edge cannot be reached, or no edge has the job.</exception>
    public async ValueTask<ChunkLimits> GetAsync(CallContext context, string job)
    {
        string? edge;
        while ((edge = context.EndpointOf(job)) is null)
        {
            // Another process has opened it. The edge that knows it has it.
            await context.UnaryAsync(EdgeMethods.GetJob, new JobIdentifier { Identifier = job }).ConfigureAwait(false);
        }

        Known known = _edges.GetOrAdd(edge, Known.Nothing);
        ChunkLimits announced = known.Announced ?? await AskAsync(context, edge, job).ConfigureAwait(false);
        return announced with { MessageBytes = (int)Math.Min(announced.MessageBytes, known.MessageLimit) };
    }

    private async ValueTask<ChunkLimits> AskAsync(CallContext context, string edge, string job)
    {
        ChunkLimits limits;
        try
        {
            var features = EdgeFeatures.From(
                await context.UnaryAsync(EdgeMethods.GetFeatures, new EmptyMessage(job)).ConfigureAwait(false));
            limits = new ChunkLimits(
                (int)Math.Min(features.InputChunkMaximumBytes ?? AssumedBytes, LargestBytes),
                features.MaximumInputChunks);
        }
        catch (EdgeException e) when (e.Status is EdgeStatus.Unimplemented)
        {
            limits = _assumed;
        }
        catch (EdgeException e) when (e.Origin == EdgeErrorOrigin.Edge
            && e.Status is not (EdgeStatus.Cancelled or EdgeStatus.Unavailable))
        {
            // The edge does not announce limits. Serious failures occur again with the next call.
            return _assumed;
        }

        Update(edge, known => known with { Announced = limits });
        return limits;
    }

    private Known Update(EdgeException failure, Func<Known, Known> change) => Update(failure.Endpoint!, change);

    private Known Update(string edge, Func<Known, Known> change) =>
        _edges.AddOrUpdate(edge, _ => change(Known.Nothing), (_, known) => change(known));

    /// <summary>What is known of an edge.</summary>
    /// <param name="Announced">The limits that it announces; null before it has answered.</param>
    /// <param name="SmallestRefused">The smallest message, in bytes, that it has refused.</param>
    /// <param name="MessageLimit">The largest message, in bytes, that it accepts by its refusals.</param>
    /// <param name="TakesNoChunks">Whether it has refused chunks.</param>
    private sealed record Known(
        ChunkLimits? Announced, long SmallestRefused, long MessageLimit, bool TakesNoChunks)
    {
        public static Known Nothing { get; } = new(null, long.MaxValue, long.MaxValue, TakesNoChunks: false);
    }
}

/// <summary>
/// Sizes as edges write them: <c>1M</c>, <c>512K</c>, <c>64MiB</c>, <c>1048576</c>. A unit is a power of 1024.
/// </summary>
internal static class ByteSize
{
    /// <summary>The size in bytes; null if the text is not a valid size.</summary>
    public static long? Parse(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> trimmed = text.Trim();
        int digits = trimmed.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> number = digits < 0 ? trimmed : trimmed[..digits];
        ReadOnlySpan<char> unit = digits < 0 ? [] : trimmed[digits..].Trim();
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            || Shift(unit) is not int shift)
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
