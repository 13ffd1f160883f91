using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;

namespace Modzy.Edge.Wire;

/// <summary>Encodes a prefix of the data, in groups of three bytes, without padding.</summary>
/// <param name="data">What is encoded.</param>
/// <param name="output">Large enough for all of the data.</param>
/// <returns>How many bytes were encoded, a multiple of three. The caller encodes the rest.</returns>
internal delegate int Base64BlockEncoder(ReadOnlySpan<byte> data, Span<byte> output);

/// <summary>Standard base64 with padding (RFC 4648, section 4).</summary>
internal static class Base64Encoder
{
    /// <summary>In bytes; shorter data is not faster.</summary>
    private const int LeastForBlocks = 256;

    /// <summary>
    /// A faster encoder for longer data; null if none is faster than <see cref="Base64"/>, as with JIT compilation,
    /// which uses the instructions of the present processor. Ahead-of-time code is compiled for any.
    /// </summary>
    public static Base64BlockEncoder? Blocks { get; set; }

    /// <summary>Encodes all of the data and returns how many bytes that took.</summary>
    /// <param name="data">What is encoded.</param>
    /// <param name="output">Large enough.</param>
    public static int Encode(ReadOnlySpan<byte> data, Span<byte> output)
    {
        int encoded = data.Length >= LeastForBlocks && Blocks is Base64BlockEncoder blocks ? blocks(data, output) : 0;
        int start = encoded / 3 * 4;
        OperationStatus status = Base64.EncodeToUtf8(data[encoded..], output[start..], out _, out int written);
        Debug.Assert(status == OperationStatus.Done, "the output has room for all of the data");
        return start + written;
    }
}
