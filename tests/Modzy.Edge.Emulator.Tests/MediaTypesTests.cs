using System.Text;
using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Tests;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData("", "application/x-empty")]
    [InlineData("GIF89a...", "image/gif")]
    [InlineData("RIFF\x10\x20\0\0WEBPVP8 ", "image/webp")]
    [InlineData("RIFF\x10\x20\0\0WAVEfmt ", "audio/wav")]
    [InlineData("%PDF-1.7", "application/pdf")]
    [InlineData("PK\x03\x04", "application/zip")]
    [InlineData("\x1F\u008B\x08", "application/gzip")]
    [InlineData("\x7F" + "ELF", "application/x-elf")]
    [InlineData("\u0093NUMPY\x01", "application/x-npy")]
    [InlineData(" {\"a\": [1, 2.5, null]}\n", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{\"a\":", "text/plain")]
    [InlineData("17", "text/plain")]
    [InlineData("Just a few words.\r\n", "text/plain")]
    [InlineData("\x01\x02\x03", "application/octet-stream")]
    [InlineData("\u00E9t\u00E9", "application/octet-stream")] // Latin-1, which is not UTF-8.
    public void The_media_type_is_detected_from_the_bytes(string latin1, string mediaType) =>
        Assert.Equal(mediaType, MediaTypes.Of(Encoding.Latin1.GetBytes(latin1), whole: true));

    [Fact]
    public void Images_are_detected_from_their_bytes()
    {
        Assert.Equal("image/png", MediaTypes.Of(Samples.Png(1, 1), whole: true));
        Assert.Equal("image/jpeg", MediaTypes.Of(Samples.Jpeg(1, 1), whole: true));
    }

    [Theory]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("😀")]
    public void A_text_that_ends_within_a_character_is_still_text(string character)
    {
        var bytes = Encoding.UTF8.GetBytes("text " + character);

        for (var cut = 1; cut < Encoding.UTF8.GetByteCount(character); cut++)
        {
            Assert.Equal("text/plain", MediaTypes.Of(bytes.AsSpan(..^cut), whole: false));
            Assert.Equal("application/octet-stream", MediaTypes.Of(bytes.AsSpan(..^cut), whole: true));
        }
    }
}
