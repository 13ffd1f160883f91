using Modzy.Edge.Emulator.Inferences;
using Modzy.Edge.Emulator.Jobs;

namespace Modzy.Edge.Emulator.Tests;

/// <summary>The enums of the domain are converted to those of the protocol by their numbers.</summary>
public sealed class EnumTests
{
    [Theory]
    [InlineData(typeof(JobStatus), typeof(Wire.Jobs.JobStatus))]
    [InlineData(typeof(InferenceStatus), typeof(Wire.Inferences.InferenceStatus))]
    [InlineData(typeof(Vote), typeof(Wire.Results.ResultVote.Types.Vote))]
    [InlineData(typeof(Errors.ErrorCode), typeof(Grpc.Core.StatusCode))]
    public void A_value_has_the_same_name_and_number_in_the_protocol(Type domain, Type protocol) => Assert.All(
        Enum.GetNames(domain),
        name => Assert.Equal((int)Enum.Parse(protocol, name), (int)Enum.Parse(domain, name)));

    [Fact]
    public void The_name_of_a_status_is_in_upper_snake_case() => Assert.Equal("IN_PROGRESS", JobStatus.InProgress.Name);
}
