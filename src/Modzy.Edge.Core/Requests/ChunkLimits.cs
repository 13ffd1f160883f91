using System.Globalization;
using Modzy.Edge.Wire;

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

    /// <summary>Whether a data input of this size needs more chunks than the edge allows.</summary>
    public bool AreExceeded(long size, int dataBytes) => MaximumChunks > 0 && Chunks(size, dataBytes) > MaximumChunks;

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
/// Asks the edge for its limits until it has answered once, and keeps them, with what its refusals have told. Of
/// several edges it keeps those of the one that has the last job.
/// </summary>
internal sealed class ChunkLimitsCache
{
    /// <summary>In bytes; assumed if an edge does not announce a limit.</summary>
    private const int AssumedBytes = 1024 * 1024;

    /// <summary>In bytes; larger chunks are not faster.</summary>
    private const int LargestBytes = 4 * 1024 * 1024;

    private static readonly ChunkLimits _assumed = new(AssumedBytes, MaximumChunks: 0);

    private volatile Known? _known;
    private long _smallestRefused = long.MaxValue;
    private long _messageLimit = long.MaxValue;
    private volatile bool _takesNoChunks;

    /// <summary>
    /// Whether the edge is known to refuse a message of this size, and not known to take no chunks.
    /// </summary>
    public bool IsRefused(long messageBytes) =>
        messageBytes >= Interlocked.Read(ref _smallestRefused) && !_takesNoChunks;

    /// <summary>The edge has refused a message because of its size.</summary>
    /// <param name="messageBytes">The size.</param>
    /// <param name="limit">The largest message that it accepts, if it has said so.</param>
    public void OnRefused(long messageBytes, long? limit)
    {
        Interlocked.Exchange(ref _smallestRefused, Math.Min(messageBytes, limit + 1 ?? messageBytes));
        if (limit > 0)
        {
            Interlocked.Exchange(ref _messageLimit, limit.Value);
        }
    }

    /// <summary>The edge, or a proxy before it, has refused a chunk because of its size.</summary>
    /// <param name="limits">The limits that the chunk was within.</param>
    /// <param name="size">Its data, in bytes.</param>
    /// <param name="limit">The largest message that is accepted, if the refusal says so.</param>
    /// <returns>The limits for the chunks that follow.</returns>
    public ChunkLimits OnRefusedChunk(ChunkLimits limits, int size, long? limit)
    {
        int most = Math.Min(limits.MessageBytes, size);
        int smaller = limit > 0 && limit < most ? (int)limit.Value : Math.Max(1, most / 2);
        long smallest = Math.Min(Interlocked.Read(ref _messageLimit), smaller);
        Interlocked.Exchange(ref _messageLimit, smallest);
        return limits with { MessageBytes = (int)smallest };
    }

    /// <summary>
    /// An upload has failed: if chunks were too large, the edge has other limits than those that are known.
    /// </summary>
    public void OnFailedUpload(EdgeException failure)
    {
        if (failure.Status == EdgeStatus.ResourceExhausted)
        {
            _known = null;
        }
    }

    /// <summary>The edge has refused chunks.</summary>
    public void OnNoChunks() => _takesNoChunks = true;

    /// <summary>The limits that the edge announces, within the size of messages that it is known to accept.</summary>
    /// <param name="context">Makes the call.</param>
    /// <param name="job">The job that the edge has. With one edge it does not matter.</param>
    /// <exception cref="EdgeException">The edge cannot be reached.</exception>
    public async ValueTask<ChunkLimits> GetAsync(CallContext context, string job)
    {
        string? owned = context.HasSeveralEdges ? job : null;
        ChunkLimits announced = await GetAnnouncedAsync(context, owned).ConfigureAwait(false);
        long limit = Interlocked.Read(ref _messageLimit);
        return announced with { MessageBytes = (int)Math.Min(announced.MessageBytes, limit) };
    }

    private async ValueTask<ChunkLimits> GetAnnouncedAsync(CallContext context, string? job)
    {
        if (_known is Known known && known.Job == job)
        {
            return known.Limits;
        }

        try
        {
            var features = EdgeFeatures.From(
                await context.UnaryAsync(EdgeMethods.GetFeatures, new EmptyMessage(job)).ConfigureAwait(false));
            var limits = new ChunkLimits(
                (int)Math.Min(features.InputChunkMaximumBytes ?? AssumedBytes, LargestBytes),
                features.MaximumInputChunks);
            _known = new Known(job, limits);
            return limits;
        }
        catch (EdgeException e) when (e.Status is EdgeStatus.Unimplemented)
        {
            _known = new Known(job, _assumed);
            return _assumed;
        }
        catch (EdgeException e) when (e.Origin == EdgeErrorOrigin.Edge
            && e.Status is not (EdgeStatus.Cancelled or EdgeStatus.Unavailable))
        {
            // The edge does not announce limits. Serious failures occur again with the next call.
            return _assumed;
        }
    }

    /// <param name="Job">A job of the edge whose limits these are; null if there is one edge.</param>
    /// <param name="Limits">The limits.</param>
    private sealed record Known(string? Job, ChunkLimits Limits);
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
