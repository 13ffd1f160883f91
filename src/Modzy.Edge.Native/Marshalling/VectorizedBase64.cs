using System.Runtime.InteropServices;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>The AVX2 encoder in Shim/base64.c.</summary>
internal static unsafe partial class VectorizedBase64
{
    /// <inheritdoc cref="Payloads.Base64BlockEncoder"/>
    public static int Encode(ReadOnlySpan<byte> data, Span<byte> output)
    {
        fixed (byte* from = data, to = output)
        {
            return (int)Encode(from, (nuint)data.Length, to);
        }
    }

    [LibraryImport("shim", EntryPoint = "shim_encode_base64")]
    private static partial nuint Encode(byte* data, nuint size, byte* output);
}
