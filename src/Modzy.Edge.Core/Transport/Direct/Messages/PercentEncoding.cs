using System.Text;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>How gRPC puts the text of a status into a header.</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes. What is no valid encoding is kept as it is: a text that is a little wrong is better than none.</summary>
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
