using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>Reads data URIs in base64, the encoding of the data inputs of an embedded job.</summary>
internal static class DataUri
{
    private const string Scheme = "data:";
    private const string Encoded = ";base64";

    /// <param name="key">Key of the data input, for error messages.</param>
    /// <param name="uri">The URI in UTF-8. It is decoded in place: the caller must not use it afterwards.</param>
    public static Input Read(string key, ReadOnlyMemory<byte> uri)
    {
        if (!Ascii.EqualsIgnoreCase(uri.Span[..Math.Min(uri.Length, Scheme.Length)], Scheme))
        {
            return Broken(key, "it does not begin with 'data:'");
        }

        var comma = uri.Span.IndexOf((byte)',');
        var header = uri.Span[..Math.Max(0, comma)];
        if (header.Length < Encoded.Length || !Ascii.EqualsIgnoreCase(header[^Encoded.Length..], Encoded))
        {
            return Broken(key, "there is no ';base64,' before its data");
        }

        var data = MemoryMarshal.AsMemory(uri[(comma + 1)..]);
        return Base64.DecodeFromUtf8InPlace(data.Span, out var written) == OperationStatus.Done
            ? new ReadyInput(new MemoryPayload(data[..written]))
            : Broken(key, "its data is not base64");
    }

    private static BrokenInput Broken(string key, string why) => new(new EmulatorException(
        ErrorCode.InvalidArgument, $"The input '{key}' is not a data URI in base64: {why}."));
}
