using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;

namespace Modzy.Edge.Payloads;

/// <summary>Encodes the beginning of data, in groups of three bytes, without padding.</summary>
/// <param name="data">What is encoded.</param>
/// <param name="output">Has room for all of it.</param>
/// <returns>How many bytes of the data were encoded, a multiple of three; the rest is left to the caller.</returns>
internal delegate int Base64BlockEncoder(ReadOnlySpan<byte> data, Span<byte> output);

/// <summary>Standard base64 with padding (RFC 4648, section 4).</summary>
internal static class Base64Encoder
{
    /// <summary>Less data is not worth the call.</summary>
    private const int LeastForBlocks = 256;

    /// <summary>
    /// What encodes most of longer data; null where nothing is faster than <see cref="Base64"/>. That is so wherever code is
    /// compiled for the processor it runs on; ahead of time it is compiled for any.
    /// </summary>
    public static Base64BlockEncoder? Blocks { get; set; }

    /// <summary>Encodes all of the data and returns how many bytes that took.</summary>
    /// <param name="data">What is encoded.</param>
    /// <param name="output">Has room for it.</param>
    public static int Encode(ReadOnlySpan<byte> data, Span<byte> output)
    {
        int encoded = data.Length >= LeastForBlocks && Blocks is Base64BlockEncoder blocks ? blocks(data, output) : 0;
        int start = encoded / 3 * 4;
        OperationStatus status = Base64.EncodeToUtf8(data[encoded..], output[start..], out _, out int written);
        Debug.Assert(status == OperationStatus.Done, "the output has room for all of the data");
        return start + written;
    }
}
