using System.Text.Json;
using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Core.Tests.Wire;
using Modzy.Edge.Json;

namespace Modzy.Edge.Core.Tests.Results;

/// <summary>What a model said, as the JSON that it stands for.</summary>
public sealed class StructJsonTests
{
    [Fact]
    public void Every_kind_of_value()
    {
        var content = new Struct
        {
            Fields =
            {
                ["null"] = Value.ForNull(),
                ["nothing"] = new Value(),
                ["yes"] = Value.ForBool(true),
                ["no"] = Value.ForBool(false),
                ["number"] = Value.ForNumber(1.5),
                ["text"] = Value.ForString("\"é🙂\\\n\u2028"),
                ["empty"] = Value.ForStruct(new Struct()),
                ["none"] = Value.ForList(),
                [""] = Value.ForList(
                    Value.ForList(Value.ForList(Value.ForNumber(1)), Value.ForNull()),
                    Value.ForStruct(new Struct { Fields = { ["a"] = Value.ForList(new Value()) } })),
            },
        };

        var json = Read(content);

        Assert.Equal(
            ["null", "nothing", "yes", "no", "number", "text", "empty", "none", ""], json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("\"é🙂\\\n\u2028", json.GetProperty("text").GetString());
        Assert.Equal("""[[[1],null],{"a":[null]}]""", json.GetProperty("").GetRawText());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("nothing").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("null").ValueKind);
        Assert.Equal((true, false, 1.5), (json.GetProperty("yes").GetBoolean(), json.GetProperty("no").GetBoolean(), json.GetProperty("number").GetDouble()));
        Assert.Equal(("{}", "[]"), (json.GetProperty("empty").GetRawText(), json.GetProperty("none").GetRawText()));
    }

    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(9007199254740991, "9007199254740991")]
    [InlineData(9007199254740992, "9007199254740992")]
    [InlineData(9007199254740994, "9007199254740994")]
    [InlineData(1e308, "1E+308")]
    [InlineData(5e-324, "5E-324")]
    [InlineData(0.1, "0.1")]
    public void Numbers_of_every_kind(double number, string expected) =>
        Assert.Equal(expected, Number(number).GetRawText());

    [Fact]
    public void Any_finite_number_reads_back_to_the_bit() =>
        Gen.Long.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite).Sample(
            number => Assert.Equal(
                BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(Number(number).GetDouble())));

    [Fact]
    public void Any_text_reads_back_as_it_was() =>
        Gen.Select(SubmissionGenerators.Key, SubmissionGenerators.Key).Sample((key, text) =>
        {
            var property = Assert.Single(
                Read(new Struct { Fields = { [key] = Value.ForString(text) } }).EnumerateObject());

            Assert.Equal((key, text), (property.Name, property.Value.GetString()));
        });

    private static JsonElement Number(double number) =>
        Read(new Struct { Fields = { ["n"] = Value.ForNumber(number) } }).GetProperty("n");

    private static JsonElement Read(Struct content) =>
        JsonDocument.Parse(EdgeJson.ToText(content, StructJson.Write)).RootElement;
}
