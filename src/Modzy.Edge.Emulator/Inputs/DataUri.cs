using Grpc.Core;
using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>Reads data URIs in base64, the way bytes travel inside of an embedded job.</summary>
internal static class DataUri
{
    private const string Scheme = "data:";
    private const string Encoding = ";base64";

    public static Input Read(string key, string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Broken(key, "it does not begin with 'data:'");
        }

        var comma = uri.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !uri.AsSpan(0, comma).EndsWith(Encoding, StringComparison.OrdinalIgnoreCase))
        {
            return Broken(key, "there is no ';base64,' before its data");
        }

        var base64 = uri.AsSpan(comma + 1);
        var bytes = GC.AllocateUninitializedArray<byte>((int)((long)base64.Length * 3 / 4));
        return Convert.TryFromBase64Chars(base64, bytes, out var written)
            ? new ReadyInput(new HeldPayload(bytes.AsMemory(0, written)))
            : Broken(key, "its data is not base64");
    }

    private static BrokenInput Broken(string key, string why) => new(new ItemFailure(
        StatusCode.InvalidArgument, $"The input '{key}' is not a data URI in base64: {why}."));
}
