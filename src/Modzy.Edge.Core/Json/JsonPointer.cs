using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Modzy.Edge.Json;

/// <summary>Evaluates JSON Pointers (RFC 6901) by reading the text up to the value, without building a tree.</summary>
internal static class JsonPointer
{
    /// <summary>Deeper than anything that the library writes.</summary>
    private static readonly JsonReaderOptions _options = new() { MaxDepth = 1000 };

    /// <summary>Finds a value.</summary>
    /// <param name="json">A JSON text in UTF-8.</param>
    /// <param name="pointer">Empty for the whole, or "/" and names or indices separated by "/".</param>
    /// <returns>A reader at the value's first token.</returns>
    /// <exception cref="EdgeException">There is no such value, or one of the arguments is malformed.</exception>
    public static Utf8JsonReader Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> pointer)
    {
        if (!pointer.IsEmpty && pointer[0] != '/')
        {
            throw EdgeException.InvalidArgument(
                "pointer", $"is \"{Encoding.UTF8.GetString(pointer)}\"; a JSON Pointer is empty or begins with \"/\", such as \"/model/name\".");
        }

        try
        {
            var reader = new Utf8JsonReader(json, _options);
            reader.Read();
            for (int start = 1; start <= pointer.Length;)
            {
                int length = pointer[start..].IndexOf((byte)'/');
                ReadOnlySpan<byte> token = length < 0 ? pointer[start..] : pointer.Slice(start, length);
                start += token.Length + 1;
                if (!Descend(ref reader, Unescape(token, pointer)))
                {
                    throw NotFound(pointer, pointer[..(start - 1)], "has nothing there");
                }
            }

            return reader;
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    /// <summary>The text of the value at whose first token a reader is.</summary>
    /// <exception cref="EdgeException">The JSON is malformed.</exception>
    public static ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        Skip(ref reader);
        return json[start..(int)reader.BytesConsumed];
    }

    /// <summary>Counts the members of an object or the elements of an array.</summary>
    /// <exception cref="EdgeException">The value is neither, or the JSON is malformed.</exception>
    public static long Count(ref Utf8JsonReader reader, ReadOnlySpan<byte> pointer)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            throw WrongType(reader.TokenType, pointer, "an object or an array");
        }

        long count = 0;
        while (Next(ref reader))
        {
            count++;
            Skip(ref reader);
        }

        return count;
    }

    /// <summary>Moves a reader from the start of an object to the name of one of its members.</summary>
    /// <exception cref="EdgeException">The value is no object, has fewer members, or the JSON is malformed.</exception>
    public static void MoveToKey(ref Utf8JsonReader reader, ReadOnlySpan<byte> pointer, ulong index)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw WrongType(reader.TokenType, pointer, "an object");
        }

        ulong count = 0;
        for (; Next(ref reader); count++)
        {
            if (count == index)
            {
                return;
            }

            Skip(ref reader);
        }

        throw new EdgeException(
            EdgeStatus.NotFound,
            string.Create(CultureInfo.InvariantCulture, $"index is {index}, and the object at \"{Encoding.UTF8.GetString(pointer)}\" has {count} members."))
        {
            Parameter = "index",
        };
    }

    /// <summary>
    /// The exception for a value that is not of the type that the caller wants; null counts as a value that is missing.
    /// </summary>
    public static EdgeException WrongType(JsonTokenType actual, ReadOnlySpan<byte> pointer, string wanted) =>
        actual == JsonTokenType.Null
        ? NotFound(pointer, pointer, "has null there")
        : EdgeException.InvalidArgument(
            "pointer", $"is \"{Encoding.UTF8.GetString(pointer)}\", where the JSON has {Describe(actual)}, not {wanted}.");

    private static bool Descend(ref Utf8JsonReader reader, ReadOnlySpan<byte> token) => reader.TokenType switch
    {
        JsonTokenType.StartObject => DescendToMember(ref reader, token),
        JsonTokenType.StartArray => DescendToElement(ref reader, token),
        _ => false,
    };

    private static bool DescendToMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (Next(ref reader))
        {
            bool found = reader.ValueTextEquals(name);
            if (found)
            {
                return reader.Read();
            }

            Skip(ref reader);
        }

        return false;
    }

    private static bool DescendToElement(ref Utf8JsonReader reader, ReadOnlySpan<byte> token)
    {
        // RFC 6901, section 4: digits without a leading zero. "-" names the element after the last, which does not
        // exist.
        if (token is [] or [(byte)'0', _, ..] || token.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return false;
        }

        for (; Next(ref reader); index--)
        {
            if (index == 0)
            {
                return true;
            }

            Skip(ref reader);
        }

        return false;
    }

    /// <summary>Moves to the next member's name or the next element; false at the end.</summary>
    private static bool Next(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray);
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        try
        {
            reader.Skip();
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    /// <summary>"~1" stands for "/" and "~0" for "~".</summary>
    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> token, ReadOnlySpan<byte> pointer)
    {
        if (!token.Contains((byte)'~'))
        {
            return token;
        }

        byte[] plain = new byte[token.Length];
        int count = 0;
        for (int i = 0; i < token.Length; i++)
        {
            plain[count++] = token[i] != '~' ? token[i] : (i + 1 < token.Length ? token[++i] : 0) switch
            {
                (byte)'0' => (byte)'~',
                (byte)'1' => (byte)'/',
                _ => throw EdgeException.InvalidArgument(
                    "pointer", $"is \"{Encoding.UTF8.GetString(pointer)}\"; write \"~0\" for \"~\" and \"~1\" for \"/\" in a name."),
            };
        }

        return plain.AsSpan(0, count);
    }

    private static EdgeException NotFound(ReadOnlySpan<byte> pointer, ReadOnlySpan<byte> missing, string problem) =>
        new(
        EdgeStatus.NotFound,
        $"pointer is \"{Encoding.UTF8.GetString(pointer)}\", and the JSON {problem}"
        + (missing.Length == pointer.Length ? "." : $": it ends at \"{Encoding.UTF8.GetString(missing)}\"."))
    {
        Parameter = "pointer",
    };

    private static EdgeException Malformed(JsonException e) => EdgeException.InvalidArgument(
        "json", string.Create(CultureInfo.InvariantCulture, $"is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} of it)."));

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
