using System.Text;
using CsCheck;
using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Tests.Hpack;

public sealed class HpackDecoderTests
{
    private static readonly Gen<string> _text = Gen.Char[' ', '~'].Array[0, 60].Select(
        characters => new string(characters));

    private static readonly Gen<Field> _field = Gen.Select(
        Gen.OneOf(OneOf(":status", "content-type", "grpc-status", "x", "date"), _text.Where(text => text.Length > 0)),
        Gen.OneOf(OneOf("200", "application/grpc", "0"), _text),
        Gen.Enum<FieldForm>(),
        Gen.Bool,
        (name, value, form, huffman) => new Field(name, value, form, huffman));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    /// <summary>A connection: header blocks, some of which begin with a new size of the table.</summary>
    private static readonly Gen<(Field[] Fields, int? Resize)[]> _connection =
        Gen.Select(_field.Array[0, 12], Gen.Int[0, 4096].Nullable()).Array[1, 8];

    [Fact]
    public void What_an_encoder_encodes_is_decoded() => _connection.Sample(blocks =>
    {
        var encoder = new TestHpackEncoder();
        var decoder = new HpackDecoder();
        foreach ((Field[] fields, int? resize) in blocks)
        {
            Assert.Equal(
                fields.Select(field => $"{field.Name}: {field.Value}"),
                HeaderList.Decode(decoder, encoder.Encode(fields, resize)));
        }
    });

    [Fact]
    public void Every_string_of_bytes_survives_the_Huffman_code() => Gen.Byte.Array[0, 300].Sample(text =>
    {
        byte[] encoded = TestHpackEncoder.Huffman(text);
        byte[] decoded = new byte[HuffmanDecoder.MaxDecodedLength(encoded.Length)];
        Assert.Equal(text, decoded[..HuffmanDecoder.Decode(encoded, decoded)]);
    });

    [Fact]
    public void Garbage_is_decoded_or_refused_and_nothing_else() => Gen.Byte.Array[0, 200].Array[1, 4].Sample(blocks =>
    {
        var decoder = new HpackDecoder();
        try
        {
            foreach (byte[] block in blocks)
            {
                HeaderList.Decode(decoder, block);
            }
        }
        catch (HpackException)
        {
        }
    }, iter: 20_000);

    [Theory]
    [InlineData("80", "no entry 0")]
    [InlineData("be", "no entry 62")]
    [InlineData("7f9f", "ends in the middle")]
    [InlineData("ffffffffff7f", "too large")]
    [InlineData("00", "ends in the middle")]
    [InlineData("000a61", "longer than its header block")]
    [InlineData("8220", "in the middle of a block")]
    [InlineData("3fe21f", "beyond the 4096")]
    [InlineData("008101", "padded")]
    [InlineData("0082ffff", "padded")]
    [InlineData("0084fffffffc", "end-of-string")]
    [InlineData("0084ffffffff", "end-of-string")]
    public void What_is_wrong_is_refused(string block, string message)
    {
        var failure = Assert.Throws<HpackException>(
            () => HeaderList.Decode(new HpackDecoder(), Convert.FromHexString(block)));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_was_limited_to_nothing_keeps_nothing()
    {
        var encoder = new TestHpackEncoder();
        var decoder = new HpackDecoder();
        Field[] fields = [new("a", "b", FieldForm.Indexed)];
        HeaderList.Decode(decoder, encoder.Encode(fields));
        decoder.LimitTable(0);

        Assert.Throws<HpackException>(() => HeaderList.Decode(decoder, encoder.Encode(fields)));
        Assert.Throws<HpackException>(() => HeaderList.Decode(decoder, [0x21]));
        Assert.Equal(["a: b"], HeaderList.Decode(decoder, [0x20, .. new TestHpackEncoder().Encode(fields)]));
    }

    [Fact]
    public void The_static_table_has_the_entries_of_the_RFC()
    {
        Assert.Equal(":authority", Encoding.ASCII.GetString(StaticTable.Name(1)));
        Assert.Equal("gzip, deflate", Encoding.ASCII.GetString(StaticTable.Value(16)));
        Assert.Equal("content-type", Encoding.ASCII.GetString(StaticTable.Name(31)));
        Assert.Equal("user-agent", Encoding.ASCII.GetString(StaticTable.Name(58)));
        Assert.Equal("www-authenticate", Encoding.ASCII.GetString(StaticTable.Name(61)));
    }
}
