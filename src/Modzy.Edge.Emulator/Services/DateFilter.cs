using System.Globalization;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Dates in filters: an RFC 3339 time, or a day, which is whole.</summary>
internal static class DateFilter
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

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

        return DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? (time, time)
            : throw Refusal.Invalid(field, $"is '{text}', not a date such as 2026-01-31 or 2026-01-31T12:00:00Z");
    }
}
