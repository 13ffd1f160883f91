using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Tests.Hpack;

/// <summary>The examples of RFC 7541, appendix C.</summary>
public sealed class Rfc7541Tests
{
    [Theory]
    [InlineData("0a", 5, 10)]
    [InlineData("1f9a0a", 5, 1337)]
    [InlineData("2a", 7, 42)]
    public void C1_integers(string hex, int prefixBits, int value)
    {
        byte[] bytes = Convert.FromHexString(hex);
        ReadOnlySpan<byte> block = bytes;
        Assert.Equal(value, HpackInteger.Read(ref block, prefixBits));
        Assert.True(block.IsEmpty);

        byte[] written = new byte[8];
        Assert.Equal(bytes.Length, HpackInteger.Write(value, prefixBits, 0, written));
        Assert.Equal(bytes, written[..bytes.Length]);
    }

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header")]
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path")]
    [InlineData("100870617373776f726406736563726574", "password: secret")]
    [InlineData("82", ":method: GET")]
    public void C2_single_fields(string block, string field) => Check([(block, [field])]);

    [Fact]
    public void C3_requests_without_Huffman() => Check(
    [
        ("828684410f7777772e6578616d706c652e636f6d",
            [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"]),
        ("828684be58086e6f2d6361636865",
            [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"]),
        ("828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
            [":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com", "custom-key: custom-value"]),
    ]);

    [Fact]
    public void C4_requests_with_Huffman() => Check(
    [
        ("828684418cf1e3c2e5f23a6ba0ab90f4ff",
            [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"]),
        ("828684be5886a8eb10649cbf",
            [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"]),
        ("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
            [":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com", "custom-key: custom-value"]),
    ]);

    /// <summary>The examples have a table of 256 bytes, so that entries are evicted.</summary>
    private const string Resize = "3fe101";

    [Fact]
    public void C5_responses_without_Huffman() => Check(
    [
        (Resize + "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d", First),
        ("4803333037c1c0bf", Second),
        ("88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31", Third),
    ]);

    [Fact]
    public void C6_responses_with_Huffman() => Check(
    [
        (Resize + "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3", First),
        ("4883640effc1c0bf", Second),
        ("88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007", Third),
    ]);

    private static string[] First =>
        [":status: 302", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT", "location: https://www.example.com"];

    private static string[] Second =>
        [":status: 307", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT", "location: https://www.example.com"];

    private static string[] Third =>
        [":status: 200", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:22 GMT", "location: https://www.example.com",
        "content-encoding: gzip", "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"];

    private static void Check((string Block, string[] Fields)[] sequence)
    {
        var decoder = new HpackDecoder();
        foreach ((string block, string[] fields) in sequence)
        {
            Assert.Equal(fields, HeaderList.Decode(decoder, Convert.FromHexString(block)));
        }
    }
}
