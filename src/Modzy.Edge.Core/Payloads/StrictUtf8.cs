using System.Text;
using System.Text.Unicode;

namespace Modzy.Edge.Payloads;

/// <summary>UTF-8 as protobuf requires it: what cannot be encoded is refused, not replaced.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding _encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes an argument.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="parameter">Its name, for the error.</param>
    /// <exception cref="EdgeException">It is null or holds half of a surrogate pair.</exception>
    public static byte[] Encode(string? value, string parameter)
    {
        if (value is null)
        {
            throw EdgeException.InvalidArgument(parameter, "is null; give a text, which may be empty.");
        }

        try
        {
            return _encoding.GetBytes(value);
        }
        catch (EncoderFallbackException)
        {
            throw EdgeException.InvalidArgument(
                parameter, "is not valid text: it holds half of a surrogate pair, which UTF-8 cannot express.");
        }
    }

    /// <summary>Encodes a member of an input, whose name is made for the error only.</summary>
    /// <exception cref="EdgeException">It is null or holds half of a surrogate pair.</exception>
    public static byte[] Encode(string? value, SourcePath path, string member)
    {
        // What is ASCII is right whatever it is called.
        return value is not null && Ascii.IsValid(value) ? Encoding.ASCII.GetBytes(value) : Encode(value, path.Member(member));
    }

    /// <summary>Encodes an argument that must not be empty.</summary>
    /// <exception cref="EdgeException">It is null, empty, or not valid text.</exception>
    public static byte[] Required(string? value, string parameter)
    {
        byte[] bytes = Encode(value, parameter);
        return bytes.Length > 0 ? bytes : throw EdgeException.InvalidArgument(parameter, "is empty, but is needed here.");
    }

    /// <summary>Checks text that is given as bytes.</summary>
    /// <exception cref="EdgeException">It is not UTF-8.</exception>
    public static void Check(ReadOnlySpan<byte> text, string parameter, string otherwise)
    {
        if (!Utf8.IsValid(text))
        {
            throw Invalid(parameter, otherwise);
        }
    }

    /// <summary>Makes the exception for bytes that are not UTF-8.</summary>
    public static EdgeException Invalid(string parameter, string otherwise) =>
        EdgeException.InvalidArgument(parameter, $"is not UTF-8; convert it to UTF-8, or {otherwise}.");
}
