using System.Buffers;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>
/// Submissions built with the generated classes, in which the payload writer's output has its measure.
/// </summary>
internal static class Generated
{
    public const string DataUriPrefix = "data:application/octet-stream;base64,";

    public static JobSubmission Submission(
        string identifier, string version, IEnumerable<EdgeSource> sources, bool explain)
    {
        var submission = new JobSubmission
        {
            Model = new ModelIdentifier { Identifier = identifier, Version = version },
            Input = new JobInput { Type = "embedded" },
            Explain = explain,
        };
        foreach (var source in sources)
        {
            submission.Input.Sources.Add(source.Key, Item(source));
        }

        return submission;
    }

    private static Struct Item(EdgeSource source)
    {
        var item = new Struct();
        foreach (var input in source.Inputs)
        {
            item.Fields.Add(input.Key, Value.ForString(DataUriPrefix + Convert.ToBase64String(input.Data.ToArray())));
        }

        return item;
    }
}
