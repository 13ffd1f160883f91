using System.Buffers;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>Shorthand for what the tests of the payload writer do all the time.</summary>
internal static class Encoding
{
    public static SubmissionMessage Submission(IReadOnlyList<EdgeSource> sources, bool explain = false) =>
        Submission("m", "1.0.0", sources, explain);

    public static SubmissionMessage Submission(
        string model, string version, IReadOnlyList<EdgeSource> sources, bool explain) =>
        new(new ModelReference(model, version), SubmissionInputs.Embedded(sources), explain);

    /// <summary>The bytes of a message, after checking that it has as many as it says.</summary>
    public static byte[] BytesOf(IWireMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(message.Size, 1));
        message.WriteTo(buffer);
        Assert.Equal(message.Size, buffer.WrittenCount);
        return buffer.WrittenSpan.ToArray();
    }
}
