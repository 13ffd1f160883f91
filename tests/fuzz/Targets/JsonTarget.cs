using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Modzy.Edge.Json;

namespace Modzy.Edge.Fuzz;

/// <summary>
/// The accessors of JSON: a pointer, NUL, and a text. Where System.Text.Json takes the whole text, a pointer that finds
/// something finds what its own tree has there.
/// </summary>
internal static class JsonTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)0);
        ReadOnlySpan<byte> pointer = end < 0 ? default : input[..end];
        ReadOnlySpan<byte> json = input[(end + 1)..];
        if (json.Contains((byte)0) || !Utf8.IsValid(input))
        {
            return; // the accessors refuse what is not UTF-8 before anything else
        }

        string? raw = null;
        try
        {
            raw = Read(json, pointer);
        }
        catch (EdgeException e) when (e.Parameter is "json" or "pointer" or "index")
        {
        }

        if (raw is not null && Tree(raw) is null)
        {
            throw new BrokenPromiseException($"what is at a pointer is no JSON: {raw}");
        }
    }

    private static string Read(ReadOnlySpan<byte> json, ReadOnlySpan<byte> pointer)
    {
        Utf8JsonReader found = JsonPointer.Find(json, pointer);
        Utf8JsonReader counted = found;
        Utf8JsonReader text = found;
        string raw = Encoding.UTF8.GetString(JsonPointer.Raw(json, ref text));
        if (found.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            long count = JsonPointer.Count(ref counted, pointer);
            if (found.TokenType is JsonTokenType.StartObject)
            {
                for (ulong i = 0; i <= (ulong)Math.Min(count, 8); i++)
                {
                    Utf8JsonReader key = found;
                    try
                    {
                        JsonPointer.MoveToKey(ref key, pointer, i);
                    }
                    catch (EdgeException e) when (i == (ulong)count && e.Parameter == "index")
                    {
                    }
                }
            }
        }
        else
        {
            _ = JsonPointer.WrongType(found.TokenType, pointer, "another type").Message;
            Number(ref found);
        }

        return raw;
    }

    private static void Number(ref Utf8JsonReader value)
    {
        if (value.TokenType == JsonTokenType.Number)
        {
            value.TryGetInt64(out _);
            value.TryGetDecimal(out _);
            value.GetDouble();
        }
    }

    private static JsonDocument? Tree(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
