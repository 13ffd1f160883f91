using Modzy.Edge.Emulator.Hosting;

namespace Modzy.Edge.Emulator.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("1000", 1000, "1000")]
    [InlineData("1024", 1024, "1K")]
    [InlineData("64M", 64 << 20, "64M")]
    [InlineData("1g", 1 << 30, "1G")]
    public void Units_are_powers_of_1024(string text, long bytes, string written)
    {
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size.Bytes);
        Assert.Equal(written, size.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("-1")]
    [InlineData("1.5M")]
    [InlineData("1T")]
    [InlineData("9223372036854775807G")]
    public void Any_other_text_is_rejected(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
