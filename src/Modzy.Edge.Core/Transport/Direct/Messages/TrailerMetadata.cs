using System.Text;
using Grpc.Core;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>Turns a header field into an entry of gRPC's metadata.</summary>
internal static class TrailerMetadata
{
    /// <summary>Adds a field. One that is not as gRPC wants it is left out: it must not hide the status beside it.</summary>
    public static void Add(Metadata metadata, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        string key = Encoding.ASCII.GetString(name);
        try
        {
            if (key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
            {
                foreach (string part in Encoding.ASCII.GetString(value).Split(','))
                {
                    metadata.Add(key, FromBase64(part.Trim()));
                }
            }
            else
            {
                metadata.Add(key, Encoding.ASCII.GetString(value));
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // See above.
        }
    }

    /// <summary>With its padding or without.</summary>
    private static byte[] FromBase64(string text)
    {
        int missing = -text.Length & 3;
        return Convert.FromBase64String(missing is 1 or 2 ? text + new string('=', missing) : text);
    }
}
