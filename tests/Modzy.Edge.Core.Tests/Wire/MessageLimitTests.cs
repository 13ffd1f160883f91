using Modzy.Edge.Wire;

namespace Modzy.Edge.Core.Tests.Wire;

public sealed class MessageLimitTests
{
    private const string Remedy =
        "one gRPC message can be 2,147,483,586 bytes at most. Divide the input items among several jobs, or send the data in "
        + "chunks: open a job without input, append to it, close it.";

    [Fact]
    public void The_limit_is_the_one_that_the_header_tells() => Assert.Equal(2_147_483_586, MessageLimit.Bytes);

    [Fact]
    public void What_fits_to_the_byte_is_accepted_and_one_byte_more_is_refused()
    {
        const int data = 1_610_612_610;
        var missing = MessageLimit.Bytes - Encoding.Submission(Of("", data)).Size;

        Assert.InRange(missing, 1, 100);
        Assert.Equal(MessageLimit.Bytes, Encoding.Submission(Of(new string('k', missing), data)).Size);
        var refusal = Assert.Throws<EdgeException>(() => Encoding.Submission(Of(new string('k', missing + 1), data)));
        Assert.Equal(EdgeStatus.InvalidArgument, refusal.Status);
        Assert.Equal("sources", refusal.Parameter);
        Assert.Equal(
            "sources hold 1,610,612,610 bytes, which make a message of 2,147,483,587 bytes; " + Remedy, refusal.Message);
    }

    [Fact]
    public void Sizes_beyond_32_bits_are_counted()
    {
        EdgeSource[] sources =
            [.. Enumerable.Range(0, 4).Select(i => new EdgeSource($"{i}", new EdgeInput("i", ClaimedMemory.Of(int.MaxValue))))];

        var refusal = Assert.Throws<EdgeException>(() => Encoding.Submission(sources));

        Assert.StartsWith("sources hold 8,589,934,588 bytes, which make a message of 11,453,246,", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_000_000_000, "3,000,000,000", "4,000,000,000")]
    [InlineData(ulong.MaxValue, "18,446,744,073,709,551,615", "24,595,658,764,946,068,820")]
    public void A_single_input_that_fits_no_message_is_named(ulong size, string bytes, string message)
    {
        var refusal = MessageLimit.InputTooLarge("sources[0].inputs[1].size", size);

        Assert.Equal(EdgeStatus.InvalidArgument, refusal.Status);
        Assert.Equal("sources[0].inputs[1].size", refusal.Parameter);
        Assert.Equal(
            $"sources[0].inputs[1].size is {bytes} bytes, which make a message of {message} bytes; {Remedy}", refusal.Message);
    }

    private static EdgeSource[] Of(string key, int size) => [new(key, new EdgeInput("i", ClaimedMemory.Of(size)))];
}
