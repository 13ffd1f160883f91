using System.Buffers;
using System.Globalization;
using System.Text;

namespace Modzy.Edge;

/// <summary>Makes text of others safe for messages and logs.</summary>
internal static class PrintableText
{
    private const int MaxPeerBytes = 64;

    /// <summary>
    /// C0 and C1 controls, DEL, the line separators, and the controls of bidirectional text (CVE-2021-42574).
    /// </summary>
    private static readonly SearchValues<char> _unsafe = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Select(c => (char)c),
        '\u200e', '\u200f', '\u2028', '\u2029', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e',
        '\u2066', '\u2067', '\u2068', '\u2069']);

    /// <summary>
    /// Replaces control characters by their JSON escapes, so that a terminal or a log takes no orders from the text.
    /// </summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(_unsafe) < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                _ when _unsafe.Contains(c) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    /// <summary>The first bytes of what a peer sent, as text.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, MaxPeerBytes)]);
        return $"\"{Escape(text)}\"";
    }
}
