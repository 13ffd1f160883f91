using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Json;

namespace Modzy.Edge.Core.Tests.Json;

public sealed class WireDurationTests
{
    private const long Max = 315_576_000_000;

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(0, 100_000, "0.1")]
    [InlineData(0, 250_000_000, "250")]
    [InlineData(0, 1, "0.000001")]
    [InlineData(1, 500_000_000, "1500")]
    [InlineData(1, 1, "1000.000001")]
    [InlineData(-1, -500_000_000, "-1500")]
    [InlineData(0, -1, "-0.000001")]
    [InlineData(Max, 999_999_999, "315576000000999.999999")]
    [InlineData(-Max, -999_999_999, "-315576000000999.999999")]
    public void It_is_a_number_of_milliseconds_without_rounding(long seconds, int nanos, string expected)
    {
        var duration = new Duration { Seconds = seconds, Nanos = nanos };

        Assert.Equal($$"""{"d":{{expected}}}""", Json(WireDuration.ToMilliseconds(duration)));
        Assert.Equal(
            new TimeSpan((seconds * TimeSpan.TicksPerSecond) + (nanos / 100)), WireDuration.ToTimeSpan(duration));
    }

    [Theory]
    [InlineData(Max + 1, 0)]
    [InlineData(-Max - 1, 0)]
    [InlineData(long.MaxValue, 999_999_999)]
    [InlineData(long.MinValue, -999_999_999)]
    [InlineData(0, 1_000_000_000)]
    [InlineData(0, -1_000_000_000)]
    [InlineData(0, int.MinValue)]
    public void What_protobuf_does_not_allow_is_null(long seconds, int nanos)
    {
        var duration = new Duration { Seconds = seconds, Nanos = nanos };

        Assert.Equal("""{"d":null}""", Json(WireDuration.ToMilliseconds(duration)));
        Assert.Null(WireDuration.ToTimeSpan(duration));
    }

    [Fact]
    public void An_absent_duration_is_null()
    {
        Assert.Null(WireDuration.ToMilliseconds(null));
        Assert.Null(WireDuration.ToTimeSpan(null));
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(0.1, "0.1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(double.Epsilon, "5E-324")]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "null")]
    [InlineData(double.NegativeInfinity, "null")]
    public void A_double_is_a_number_or_null(double milliseconds, string expected) =>
        Assert.Equal(
            $$"""{"d":{{expected}}}""", EdgeJson.ToText(milliseconds, static (writer, value) =>
            {
                writer.WriteStartObject();
                writer.WriteDuration("d"u8, value);
                writer.WriteEndObject();
            }));

    private static string Json(decimal? milliseconds) => EdgeJson.ToText(milliseconds, static (writer, value) =>
    {
        writer.WriteStartObject();
        writer.WriteDuration("d"u8, value);
        writer.WriteEndObject();
    });
}
