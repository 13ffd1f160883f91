using System.Globalization;

namespace Modzy.Edge.Emulator;

/// <summary>A number of bytes in text form: 512, 64K, 1M, 2G; the units are powers of 1024.</summary>
internal readonly record struct ByteSize(long Bytes)
{
    private const string Units = "KMG";

    public static bool TryParse(string text, out ByteSize size)
    {
        size = default;
        var unit = text.Length == 0 ? -1 : Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        var digits = unit < 0 ? text.AsSpan() : text.AsSpan(0, text.Length - 1);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var shift = 10 * (unit + 1);
        size = new ByteSize(number << shift);
        return size.Bytes >> shift == number;
    }

    public override string ToString()
    {
        for (var unit = Units.Length; unit > 0; unit--)
        {
            if (Bytes > 0 && Bytes % (1L << (10 * unit)) == 0)
            {
                return $"{Bytes >> (10 * unit)}{Units[unit - 1]}";
            }
        }

        return Bytes.ToString(CultureInfo.InvariantCulture);
    }
}
