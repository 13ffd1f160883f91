using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Tests;

public sealed class SleeperTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("1.5s", 1500)]
    [InlineData("2", 2000)]
    [InlineData("3 s", 3000)]
    [InlineData("0", 0)]
    [InlineData("2min", 120_000)]
    public void A_duration_is_parsed_with_its_unit(string text, double milliseconds) =>
        Assert.Equal(milliseconds, Sleeper.Parse(text).TotalMilliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("soon")]
    [InlineData("-1s")]
    [InlineData("1h")]
    [InlineData("1e9")]
    [InlineData("NaN")]
    [InlineData("90000s")]
    public void Any_other_text_is_an_error_that_quotes_it(string text) =>
        Assert.StartsWith(
            $"'{text}' is not a time", Assert.Throws<EmulatorException>(() => Sleeper.Parse(text)).Message);
}
