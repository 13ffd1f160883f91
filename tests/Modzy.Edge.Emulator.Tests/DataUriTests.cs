using System.Text;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Inputs;

namespace Modzy.Edge.Emulator.Tests;

public sealed class DataUriTests
{
    [Theory]
    [InlineData("data:application/octet-stream;base64,AQIDBA==", new byte[] { 1, 2, 3, 4 })]
    [InlineData("data:application/octet-stream;base64,", new byte[0])]
    [InlineData("DATA:;BASE64,/+8=", new byte[] { 0xFF, 0xEF })]
    public async Task The_content_is_the_decoded_base64(string uri, byte[] expected)
    {
        using var input = DataUri.Read("key", Encoding.UTF8.GetBytes(uri));
        using var payload = await input.FetchAsync(TestContext.Current.CancellationToken);
        var bytes = new byte[16];

        Assert.Equal(expected.Length, input.Size);
        Assert.Equal(expected.Length, payload.Read(0, bytes));
        Assert.Equal(expected, bytes[..expected.Length]);
    }

    [Theory]
    [InlineData("", "does not begin with 'data:'")]
    [InlineData("data", "does not begin with 'data:'")]
    [InlineData("AQIDBA==", "does not begin with 'data:'")]
    [InlineData("data:text/plain,hello", "no ';base64,'")]
    [InlineData("data:application/octet-stream;base64", "no ';base64,'")]
    [InlineData("data:;base64,AQIDBA", "not base64")]
    [InlineData("data:;base64,#*!?", "not base64")]
    public async Task Any_other_text_fails_when_it_is_fetched(string uri, string why)
    {
        using var input = DataUri.Read("camera", Encoding.UTF8.GetBytes(uri));

        var failure = await Assert.ThrowsAsync<EmulatorException>(
            async () => await input.FetchAsync(TestContext.Current.CancellationToken));

        Assert.Contains("'camera'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }
}
