using System.Runtime.InteropServices;

namespace Modzy.Edge.Native.Interop;

/// <summary>The encoder in Entry/base64.c.</summary>
internal static unsafe partial class Base64Blocks
{
    /// <inheritdoc cref="Payloads.Base64BlockEncoder"/>
    public static int Encode(ReadOnlySpan<byte> data, Span<byte> output)
    {
        fixed (byte* from = data, to = output)
        {
            return (int)Encode(from, (nuint)data.Length, to);
        }
    }

    [LibraryImport("entry", EntryPoint = "entry_encode_base64")]
    private static partial nuint Encode(byte* data, nuint size, byte* output);
}
