using System.Globalization;
using Modzy.Edge.Payloads;

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
