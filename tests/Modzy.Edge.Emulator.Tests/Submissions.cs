using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Tests;

/// <summary>Requests as clients send them.</summary>
internal static class Submissions
{
    public const string DataUriPrefix = "data:application/octet-stream;base64,";

    /// <summary>An embedded job with one data input, "input", in each item.</summary>
    public static JobSubmission Embedded(string model, params (string Item, byte[] Bytes)[] items) =>
        Of(model, "embedded", [.. items.Select(each => (each.Item, ToUri(each.Bytes)))]);

    /// <summary>A text job with one data input, "input", in each item.</summary>
    public static JobSubmission Text(string model, params (string Item, string Text)[] items) =>
        Of(model, "text", items);

    /// <summary>A job whose data inputs are the strings as given.</summary>
    public static JobSubmission Of(string model, string type, params (string Item, string Value)[] items)
    {
        var submission = new JobSubmission
        {
            Model = new() { Identifier = model, Version = "1.0.0" },
            Input = new() { Type = type },
        };
        foreach (var (item, value) in items)
        {
            submission.Input.Sources[item] = new Struct { Fields = { ["input"] = Value.ForString(value) } };
        }

        return submission;
    }

    private static string ToUri(byte[] bytes) => DataUriPrefix + Convert.ToBase64String(bytes);

    /// <summary>What the inspector says of a data input.</summary>
    public static MapField<string, Value> InputOf(Wire.Results.Results results, string item, string input) =>
        results.Results_[item].Results.Fields["data"].StructValue.Fields["result"].StructValue
            .Fields["inputs"].StructValue.Fields[input].StructValue.Fields;
}
