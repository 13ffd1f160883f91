using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Wire.Common;
using WireResults = Modzy.Edge.Wire.Results.Results;

namespace Modzy.Edge.Core.Tests.Results;

/// <summary>Failures, which the wire has as messages of any type.</summary>
public sealed class FailureJsonTests
{
    private const string ErrorType = "type.googleapis.com/common.v1.Error";

    [Fact]
    public void An_error() => AssertFailure(
        Any.Pack(new Error { Message = "Out of film." }),
        "Out of film.",
        """{"message":"Out of film.","report_error_url":"","status":"","status_code":0}""");

    [Fact]
    public void A_struct() => AssertFailure(
        Any.Pack(new Struct { Fields = { ["code"] = Value.ForNumber(7) } }), null, """{"code":7}""");

    [Fact]
    public void A_text() => AssertFailure(Any.Pack(new StringValue { Value = "Out of film." }), null, """{"message":"Out of film."}""");

    [Fact]
    public void An_unknown_type() => AssertFailure(
        new Any { TypeUrl = "example.com/some.Type", Value = ByteString.CopyFrom(1, 2, 3, 4) },
        null,
        """{"@type":"example.com/some.Type","value":"AQIDBA=="}""");

    [Fact]
    public void Nothing() => AssertFailure(new Any(), null, """{"@type":"","value":""}""");

    [Fact]
    public void Bytes_that_are_not_what_their_type_says() => AssertFailure(
        new Any { TypeUrl = ErrorType, Value = ByteString.CopyFrom(0x0A, 0xFF) },
        null,
        $$"""{"@type":"{{ErrorType}}","value":"Cv8="}""");

    [Fact]
    public void A_struct_nested_deeper_than_protobuf_reads()
    {
        var content = new Struct();
        for (var depth = 0; depth < 200; depth++)
        {
            content = new Struct { Fields = { ["a"] = Value.ForStruct(content) } };
        }

        var failure = new InputFailure(Any.Pack(content));

        Assert.StartsWith("""{"@type":"type.googleapis.com/google.protobuf.Struct","value":""", failure.ToString(), StringComparison.Ordinal);
    }

    private static void AssertFailure(Any failure, string? message, string json)
    {
        var wire = new WireResults { Failures = { ["item"] = failure } };

        var results = JobResults.From(wire);

        Assert.Equal((message, json), (results.Failures["item"].Message, results.Failures["item"].ToString()));
        Assert.EndsWith("\"failures\":{\"item\":" + json + "}}", results.ToString(), StringComparison.Ordinal);
    }
}
