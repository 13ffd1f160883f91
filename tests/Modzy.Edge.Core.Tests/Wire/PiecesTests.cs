using System.Text.Unicode;
using CsCheck;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>However a buffer is divided into pieces, the message is the same.</summary>
public sealed class PiecesTests
{
    [Fact]
    public void Base64_is_that_of_the_whole() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Int, Gen.Int[1, 90], Gen.Int[1, 20]).Sample(
            (data, seed, longest, piece) =>
                Assert.Equal(
                    Convert.ToBase64String(data), Written(
                        seed, longest, (ref ProtoWriter writer) => writer.WriteBase64(Pieces.Of(data, seed, piece)))),
            iter: 5_000);

    [Fact]
    public void Bytes_are_those_of_the_whole() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Int, Gen.Int[1, 90], Gen.Int[1, 20]).Sample(
            (data, seed, longest, piece) =>
                Assert.Equal(
                    Latin1(data), Written(
                        seed, longest, (ref ProtoWriter writer) => writer.WriteRaw(Pieces.Of(data, seed, piece)))),
            iter: 5_000);

    [Fact]
    public void Text_is_valid_if_the_whole_is() =>
        Gen.Select(Gen.String, Gen.Byte.Array[0, 6], Gen.Bool, Gen.Int, Gen.Int[1, 6]).Sample(
            (text, noise, isNoisy, seed, piece) =>
            {
                var data = System.Text.Encoding.UTF8.GetBytes(text + "\U0001F3A5ä€");
                if (isNoisy)
                {
                    data = [.. data[..(data.Length / 2)], .. noise, .. data[(data.Length / 2)..]];
                }

                Assert.Equal(Utf8.IsValid(data), StrictUtf8.IsValid(Pieces.Of(data, seed, piece)));
            },
            iter: 20_000);

    [Theory]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    [InlineData(new byte[] { 0x61, 0xF0, 0x9F, 0x8E })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    public void Text_that_is_cut_or_malformed_is_refused_however_it_is_divided(byte[] text)
    {
        for (var longest = 1; longest <= text.Length; longest++)
        {
            Assert.False(StrictUtf8.IsValid(Pieces.Of(text, 7, longest)));
        }
    }

    private delegate void Writing(ref ProtoWriter writer);

    private static string Written(int seed, int longest, Writing write)
    {
        var output = new RandomSpanWriter(seed, longest);
        var writer = new ProtoWriter(output);
        write(ref writer);
        writer.Finish();
        return Latin1(output.Content);
    }

    private static string Latin1(byte[] data) => System.Text.Encoding.Latin1.GetString(data);
}
