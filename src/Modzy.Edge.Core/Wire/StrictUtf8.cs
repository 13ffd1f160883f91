using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Modzy.Edge.Wire;

/// <summary>Strict UTF-8, as protobuf requires: invalid text is rejected, not replaced.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding _encoding = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes an argument.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="parameter">Its name, for the error.</param>
    /// <exception cref="EdgeException">It is null or contains an unpaired surrogate.</exception>
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

    /// <summary>Encodes a member of an input. Its path becomes text for an error only.</summary>
    /// <exception cref="EdgeException">It is null or contains an unpaired surrogate.</exception>
    public static byte[] Encode(string? value, SourcePath path, string member)
    {
        // ASCII is always valid.
        return value is not null
            && Ascii.IsValid(value) ? Encoding.ASCII.GetBytes(value) : Encode(value, path.Member(member));
    }

    /// <summary>Encodes an argument that must not be empty.</summary>
    /// <exception cref="EdgeException">It is null, empty, or not valid text.</exception>
    public static byte[] Required(string? value, string parameter)
    {
        byte[] bytes = Encode(value, parameter);
        return bytes.Length > 0 ? bytes : throw EdgeException.InvalidArgument(parameter, "is empty, but is needed here.");
    }

    /// <summary>Checks that bytes are UTF-8.</summary>
    /// <exception cref="EdgeException">It is not UTF-8.</exception>
    public static void Check(in ReadOnlySequence<byte> text, string parameter, string otherwise)
    {
        if (!IsValid(text))
        {
            throw Invalid(parameter, otherwise);
        }
    }

    /// <summary>Whether segmented text is UTF-8. A character can span segments.</summary>
    public static bool IsValid(in ReadOnlySequence<byte> text)
    {
        if (text.IsSingleSegment)
        {
            return Utf8.IsValid(text.FirstSpan);
        }

        const int LongestCharacter = 4;
        Span<byte> seam = stackalloc byte[2 * LongestCharacter];
        int held = 0;
        foreach (ReadOnlyMemory<byte> piece in text)
        {
            ReadOnlySpan<byte> rest = piece.Span;
            while (held > 0 && !rest.IsEmpty)
            {
                seam[held++] = rest[0];
                rest = rest[1..];
                if (Rune.DecodeFromUtf8(seam[..held], out _, out _) is var status
                    && status != OperationStatus.NeedMoreData)
                {
                    if (status != OperationStatus.Done)
                    {
                        return false;
                    }

                    held = 0;
                }
            }

            int whole = WholeCharacters(rest);
            if (!Utf8.IsValid(rest[..whole]))
            {
                return false;
            }

            rest[whole..].CopyTo(seam[held..]);
            held += rest.Length - whole;
        }

        return held == 0;
    }

    /// <summary>How many bytes precede a truncated character at the end.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        for (int back = 1; back < 4 && back <= text.Length; back++)
        {
            // The first byte of a character is the one that is not 10xxxxxx.
            if ((text[^back] & 0xC0) != 0x80)
            {
                return Rune.DecodeFromUtf8(text[^back..], out _, out _) == OperationStatus.NeedMoreData
                    ? text.Length - back : text.Length;
            }
        }

        return text.Length;
    }

    /// <summary>Makes the exception for bytes that are not UTF-8.</summary>
    public static EdgeException Invalid(string parameter, string otherwise) =>
        EdgeException.InvalidArgument(parameter, $"is not UTF-8; convert it to UTF-8, or {otherwise}.");
}
