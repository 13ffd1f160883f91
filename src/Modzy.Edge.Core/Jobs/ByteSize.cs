using System.Globalization;

namespace Modzy.Edge;

/// <summary>Sizes as edges write them: <c>1M</c>, <c>512K</c>, <c>64MiB</c>, <c>1048576</c>. A unit is a power of 1024.</summary>
internal static class ByteSize
{
    /// <summary>The size in bytes; null if the text is not a size, or none that a size can be.</summary>
    public static long? Parse(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> trimmed = text.Trim();
        int digits = trimmed.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> number = digits < 0 ? trimmed : trimmed[..digits];
        ReadOnlySpan<char> unit = digits < 0 ? [] : trimmed[digits..].Trim();
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) || Shift(unit) is not int shift)
        {
            return null;
        }

        return value > 0 && value <= long.MaxValue >> shift ? value << shift : null;
    }

    private static int? Shift(ReadOnlySpan<char> unit)
    {
        if (unit.EndsWith("B", StringComparison.OrdinalIgnoreCase))
        {
            unit = unit[..^1];
        }

        if (unit.Length == 2 && unit[1] is 'i' or 'I')
        {
            unit = unit[..1];
        }

        return unit switch
        {
            "" => 0,
            "k" or "K" => 10,
            "m" or "M" => 20,
            "g" or "G" => 30,
            _ => null,
        };
    }
}
