using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Tests;

/// <summary>Creates submissions of jobs.</summary>
internal static class Submissions
{
    public const string DataUriPrefix = "data:application/octet-stream;base64,";

    /// <summary>An embedded job with one data input, "input", in each item.</summary>
    public static JobSubmission Embedded(string model, params (string Item, byte[] Bytes)[] items) =>
        Of(model, "embedded", [.. items.Select(each => (each.Item, ToDataUri(each.Bytes)))]);

    /// <summary>A text job with one data input, "input", in each item.</summary>
    public static JobSubmission Text(string model, params (string Item, string Text)[] items) =>
        Of(model, "text", items);

    /// <summary>A job in chunks.</summary>
    public static JobSubmission Open(string model) => new() { Model = new() { Identifier = model, Version = "1.0.0" } };

    /// <summary>A job with the given strings as data inputs.</summary>
    public static JobSubmission Of(string model, string type, params (string Item, string Value)[] items)
    {
        var submission = Open(model);
        submission.Input = new() { Type = type };
        foreach (var (item, value) in items)
        {
            submission.Input.Sources[item] = new Struct { Fields = { ["input"] = Value.ForString(value) } };
        }

        return submission;
    }

    private static string ToDataUri(byte[] bytes) => DataUriPrefix + Convert.ToBase64String(bytes);

    /// <summary>The result of the inspector for a data input.</summary>
    public static MapField<string, Value> InputOf(Wire.Results.Results results, string item, string input) =>
        results.Results_[item].Results.Fields["data"].StructValue.Fields["result"].StructValue
            .Fields["inputs"].StructValue.Fields[input].StructValue.Fields;
}
