namespace Modzy.Edge.Payloads;

/// <summary>One entry of <c>jobs.v1.JobInput.sources</c>: a key, and the fields of a <c>google.protobuf.Struct</c>.</summary>
/// <param name="key">The key of the input item, in UTF-8.</param>
/// <param name="inputs">Its data inputs.</param>
internal readonly struct SourceItem(byte[] key, SourceInput[] inputs)
{
    public byte[] Key => key;

    public SourceInput[] Inputs => inputs;
}
