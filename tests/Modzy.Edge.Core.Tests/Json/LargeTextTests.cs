using System.Buffers;
using System.Text;
using Modzy.Edge.Json;

namespace Modzy.Edge.Core.Tests.Json;

/// <summary>Written in pieces, JSON is what it is when it is written whole.</summary>
public sealed class LargeTextTests
{
    /// <summary>
    /// Lengths around the sizes of the pieces, with characters of one to four bytes and such as are escaped.
    /// </summary>
    public static TheoryData<string> Texts()
    {
        var texts = new TheoryData<string>();
        foreach (int length in (int[])[0, 1, 4095, 4096, 4097, 8191, 8192, 8193, 16384, 30000])
        {
            foreach (string character in (string[])["a", "\u0001", "\"", "é", "€", "😀"])
            {
                texts.Add(new StringBuilder().Insert(0, character, length).ToString());
                texts.Add("x" + new StringBuilder().Insert(0, character, length));
            }
        }

        return texts;
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Texts_are_the_same(string text)
    {
        string whole = EdgeJson.ToText(text, static (writer, value) => writer.WriteStringValue(value));
        var pieces = new ArrayBufferWriter<byte>();
        var json = new JsonText(pieces);
        json.Write(text);
        json.Finish();

        Assert.Equal(whole, EdgeJson.ToText(text, static (writer, value) => writer.WriteTextValue(value)));
        Assert.Equal(whole, Encoding.UTF8.GetString(pieces.WrittenSpan));
    }

    [Fact]
    public void Null_is_null() =>
        Assert.Equal("null", EdgeJson.ToText((string?)null, static (writer, value) => writer.WriteTextValue(value)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(50000)]
    public void Bytes_are_the_same(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        Assert.Equal($"{{\"a\":\"{Convert.ToBase64String(bytes)}\"}}", EdgeJson.ToText(bytes, static (writer, value) =>
        {
            writer.WriteStartObject();
            writer.WriteBase64("a"u8, value);
            writer.WriteEndObject();
        }));
    }
}
