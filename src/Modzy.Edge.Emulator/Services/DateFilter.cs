using System.Globalization;
using System.Text.RegularExpressions;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Dates in filters: an RFC 3339 time, or a whole day.</summary>
internal static partial class DateFilter
{
    private static readonly TimeSpan LastOfDay = TimeSpan.FromDays(1) - TimeSpan.FromTicks(1);

    public static DateTimeOffset From(string field, string text) =>
        text.Length == 0 ? DateTimeOffset.MinValue : Parse(field, text).Begin;

    public static DateTimeOffset To(string field, string text) =>
        text.Length == 0 ? DateTimeOffset.MaxValue : Parse(field, text).End;

    private static (DateTimeOffset Begin, DateTimeOffset End) Parse(string field, string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var begin = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            return (begin, begin + LastOfDay);
        }

        // The parser of .NET accepts more than RFC 3339; the pattern does not check the length of months.
        return Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time)
            ? (time, time)
            : throw EmulatorException.InvalidArgument(
                field,
                $"is '{text}', not a date such as 2026-01-31, or a time with its zone such as 2026-01-31T12:00:00Z");
    }

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
