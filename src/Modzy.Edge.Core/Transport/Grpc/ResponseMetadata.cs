using System.Text;
using Grpc.Core;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>Converts header fields to gRPC metadata.</summary>
internal static class ResponseMetadata
{
    /// <summary>Adds a field. An invalid one is left out: it must not hide the status next to it.</summary>
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
            // Left out.
        }
    }

    /// <summary>gRPC allows base64 with and without padding.</summary>
    private static byte[] FromBase64(string text)
    {
        int missing = -text.Length & 3;
        return Convert.FromBase64String(missing is 1 or 2 ? text + new string('=', missing) : text);
    }
}

/// <summary>Decodes grpc-message.</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes percent-encoded UTF-8. Invalid sequences are kept as they are, as gRPC requires.</summary>
    public static string Decode(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IndexOf((byte)'%') < 0)
        {
            return Encoding.UTF8.GetString(encoded);
        }

        byte[] bytes = new byte[encoded.Length];
        int count = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length
                && char.IsAsciiHexDigit((char)encoded[i + 1]) && char.IsAsciiHexDigit((char)encoded[i + 2]))
            {
                bytes[count++] = (byte)((Digit(encoded[i + 1]) << 4) | Digit(encoded[i + 2]));
                i += 2;
            }
            else
            {
                bytes[count++] = encoded[i];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static int Digit(byte character) =>
        character <= '9' ? character - '0' : (character | 0x20) - 'a' + 10;
}
