using Google.Protobuf.WellKnownTypes;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;

namespace Modzy.Edge.Core.Tests.Inferences;

public sealed class InferenceJsonTests
{
    [Fact]
    public void Times_are_text_and_the_duration_is_milliseconds()
    {
        var inference = Inference.From(new WireInference
        {
            SubmittedAt = new() { Seconds = 1_714_564_800, Nanos = 1 }, CompletedAt = new() { Seconds = -1 },
            ElapsedTime = new() { Nanos = 100_000 },
        });

        Assert.EndsWith(
            """
            "submitted_at":"2024-05-01T12:00:00.000000001Z","completed_at":"1969-12-31T23:59:59Z","elapsed_time":0.1,"result":null}
            """,
            inference.ToString(), StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(-1), inference.CompletedAt);
        Assert.Equal(TimeSpan.FromMicroseconds(100), inference.ElapsedTime);
    }

    [Theory]
    [MemberData(nameof(WithoutTimes))]
    public void What_is_absent_or_out_of_range_is_null(Timestamp? time, Duration? duration)
    {
        var inference = Inference.From(
            new WireInference { SubmittedAt = time, CompletedAt = time, ElapsedTime = duration });

        Assert.EndsWith(
            """
            "submitted_at":null,"completed_at":null,"elapsed_time":null,"result":null}
            """,
            inference.ToString(), StringComparison.Ordinal);
        Assert.Equal((null, null, null), (inference.SubmittedAt, inference.CompletedAt, inference.ElapsedTime));
    }

    public static TheoryData<Timestamp?, Duration?> WithoutTimes() => new()
    {
        { null, null },
        {
            new() { Seconds = long.MaxValue, Nanos = int.MaxValue },
            new() { Seconds = long.MaxValue, Nanos = int.MaxValue }
        },
        {
            new() { Seconds = long.MinValue, Nanos = int.MinValue },
            new() { Seconds = long.MinValue, Nanos = int.MinValue }
        },
    };
}
