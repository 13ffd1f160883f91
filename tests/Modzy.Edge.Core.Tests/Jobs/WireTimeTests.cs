using System.Text.RegularExpressions;
using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Json;

namespace Modzy.Edge.Core.Tests.Jobs;

public sealed partial class WireTimeTests
{
    private const long First = -62_135_596_800;
    private const long Last = 253_402_300_799;

    [Theory]
    [InlineData(0, 0, "1970-01-01T00:00:00Z")]
    [InlineData(1_714_564_800, 500_000_000, "2024-05-01T12:00:00.500Z")]
    [InlineData(1_714_564_800, 1_000_000, "2024-05-01T12:00:00.001Z")]
    [InlineData(1_714_564_800, 1_000, "2024-05-01T12:00:00.000001Z")]
    [InlineData(1_714_564_800, 123_456_000, "2024-05-01T12:00:00.123456Z")]
    [InlineData(1_714_564_800, 1, "2024-05-01T12:00:00.000000001Z")]
    [InlineData(1_714_564_800, 123_456_789, "2024-05-01T12:00:00.123456789Z")]
    [InlineData(-1, 999_999_999, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(First, 0, "0001-01-01T00:00:00Z")]
    [InlineData(Last, 999_999_999, "9999-12-31T23:59:59.999999999Z")]
    public void It_is_written_with_as_many_digits_as_it_takes(long seconds, int nanos, string expected) =>
        Assert.Equal(expected, WireTime.From(new Timestamp { Seconds = seconds, Nanos = nanos })?.ToString());

    [Theory]
    [InlineData(First - 1, 0)]
    [InlineData(Last + 1, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    [InlineData(0, int.MinValue)]
    [InlineData(0, int.MaxValue)]
    public void What_no_date_can_express_is_null(long seconds, int nanos) =>
        Assert.Null(WireTime.From(new Timestamp { Seconds = seconds, Nanos = nanos }));

    [Theory]
    [InlineData(0u, null)]
    [InlineData(1u, "1970-01-01T00:00:01Z")]
    [InlineData(1_714_564_800u, "2024-05-01T12:00:00Z")]
    [InlineData(uint.MaxValue, "2106-02-07T06:28:15Z")]
    public void A_number_is_seconds_since_1970_and_0_is_absent(uint seconds, string? expected) =>
        Assert.Equal(expected, WireTime.FromUnixSeconds(seconds)?.ToString());

    [Fact]
    public void An_absent_time_is_null() => Assert.Null(WireTime.From(null));

    [Fact]
    public void Any_time_that_can_be_expressed_reads_back_as_the_same() =>
        Gen.Select(
            Gen.Long[First, Last], Gen.OneOf(Gen.Int[0, 999_999_999], Gen.Int[0, 999].Select(i => i * 1_000_000)))
            .Sample((seconds, nanos) =>
            {
                var timestamp = new Timestamp { Seconds = seconds, Nanos = nanos };

                var time = WireTime.From(timestamp)!.Value;

                Assert.Matches(Rfc3339(), time.ToString());
                Assert.Equal(timestamp, JsonTime(time.ToString()));
                Assert.Equal(timestamp.ToDateTimeOffset(), time.ToDateTimeOffset());
            });

    /// <summary>As the generated classes read a time in JSON.</summary>
    private static Timestamp JsonTime(string text) => Google.Protobuf.JsonParser.Default.Parse<Timestamp>($"\"{text}\"");

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(\d{3}|\d{6}|\d{9}))?Z$")]
    private static partial Regex Rfc3339();
}
