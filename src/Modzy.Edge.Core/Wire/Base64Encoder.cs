using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Wire;

/// <summary>Standard base64 with padding (RFC 4648, section 4).</summary>
/// <remarks>
/// Code that is compiled ahead of time is compiled for the x86-64 baseline, with which <see cref="Base64"/> is half as
/// fast as with AVX2. libmodzy_edge.so therefore contains an encoder in C (Shim/base64.c), and sets the feature switch.
/// With JIT compilation <see cref="Base64"/> uses the instructions of the processor.
/// </remarks>
internal static unsafe partial class Base64Encoder
{
    /// <summary>In bytes; the encoder in C is not faster with shorter data.</summary>
    private const int LeastForNative = 256;

    /// <summary>Whether the encoder in C is linked into the program.</summary>
    [FeatureSwitchDefinition("Modzy.Edge.NativeBase64")]
    private static bool HasNative { get; } =
        AppContext.TryGetSwitch("Modzy.Edge.NativeBase64", out bool isLinked) && isLinked;

    /// <summary>Encodes all of the data and returns how many bytes that took.</summary>
    /// <param name="data">What is encoded.</param>
    /// <param name="output">Large enough.</param>
    public static int Encode(ReadOnlySpan<byte> data, Span<byte> output)
    {
        int encoded = HasNative && data.Length >= LeastForNative ? EncodeNative(data, output) : 0;
        int start = encoded / 3 * 4;
        OperationStatus status = Base64.EncodeToUtf8(data[encoded..], output[start..], out _, out int written);
        Debug.Assert(status == OperationStatus.Done, "the output has room for all of the data");
        return start + written;
    }

    /// <summary>Encodes a prefix of the data, in groups of three bytes, without padding.</summary>
    /// <returns>The size of the prefix: a multiple of three, 0 if the processor has no AVX2.</returns>
    private static int EncodeNative(ReadOnlySpan<byte> data, Span<byte> output)
    {
        fixed (byte* from = data, to = output)
        {
            return (int)EncodeNative(from, (nuint)data.Length, to);
        }
    }

    [LibraryImport("shim", EntryPoint = "shim_encode_base64")]
    private static partial nuint EncodeNative(byte* data, nuint size, byte* output);
}
