using System.Text;
using System.Text.Json;
using Modzy.Edge.Json;

namespace Modzy.Edge.Core.Tests.Json;

/// <summary>JSON Pointers, by the examples of RFC 6901 and against a document that was parsed.</summary>
public sealed class JsonPointerTests
{
    /// <summary>RFC 6901, section 5.</summary>
    private const string Rfc = """
        { "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8 }
        """;

    [Theory]
    [InlineData("/foo", """["bar", "baz"]""")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    public void The_examples_of_the_RFC(string path, string value) => Assert.Equal(value, Raw(Rfc, path));

    [Fact]
    public void The_empty_pointer_is_the_whole() => Assert.Equal(Rfc.Trim(), Raw(Rfc, ""));

    [Theory]
    [InlineData("/bar")]
    [InlineData("/foo/2")]
    [InlineData("/foo/-")]
    [InlineData("/foo/00")]
    [InlineData("/foo/01")]
    [InlineData("/foo/-1")]
    [InlineData("/foo/")]
    [InlineData("/foo/99999999999999999999")]
    [InlineData("/foo/0/x")]
    [InlineData("//x")]
    public void What_is_not_there_is_not_found(string path) =>
        Assert.Equal(EdgeStatus.NotFound, Fail(Rfc, path).Status);

    [Theory]
    [InlineData("foo")]
    [InlineData("/a~b")]
    [InlineData("/a~2")]
    [InlineData("/a~")]
    public void What_is_no_pointer_is_an_invalid_argument(string path) =>
        Assert.Equal((EdgeStatus.InvalidArgument, "pointer"), (Fail(Rfc, path).Status, Fail(Rfc, path).Parameter));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1,}")]
    [InlineData("nonsense")]
    public void What_is_no_JSON_is_an_invalid_argument(string json) =>
        Assert.Equal((EdgeStatus.InvalidArgument, "json"), (Fail(json, "/b").Status, Fail(json, "/b").Parameter));

    [Fact]
    public void Every_value_of_a_document_is_found_where_it_is()
    {
        const string text = """{"a":[1,{"b":[[],{}],"\u00e9":"\ud83e\udd16"},null,true],"c":{"a":{"a":-1.5e3}}}""";
        using JsonDocument document = JsonDocument.Parse(text);
        Check(document.RootElement, "");

        static void Check(JsonElement element, string path)
        {
            Assert.Equal(element.GetRawText(), Raw(text, path));
            if (element.ValueKind == JsonValueKind.Object)
            {
                Assert.Equal(element.EnumerateObject().Count(), Count(text, path));
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    Check(member.Value, $"{path}/{member.Name}");
                }
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                Assert.Equal(element.GetArrayLength(), Count(text, path));
                for (int i = 0; i < element.GetArrayLength(); i++)
                {
                    Check(element[i], $"{path}/{i}");
                }
            }
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Raw(string json, string path)
    {
        Utf8JsonReader reader = JsonPointer.Find(Utf8(json), Utf8(path));
        return Encoding.UTF8.GetString(JsonPointer.Raw(Utf8(json), ref reader));
    }

    private static long Count(string json, string path)
    {
        Utf8JsonReader reader = JsonPointer.Find(Utf8(json), Utf8(path));
        return JsonPointer.Count(ref reader, Utf8(path));
    }

    private static EdgeException Fail(string json, string path) => Assert.Throws<EdgeException>(() => Raw(json, path));
}
