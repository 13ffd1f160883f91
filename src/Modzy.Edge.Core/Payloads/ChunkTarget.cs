namespace Modzy.Edge.Payloads;

/// <summary>Which data input of which job chunks belong to.</summary>
internal sealed class ChunkTarget(string jobIdentifier, string sourceKey, string inputKey)
{
    public byte[] Job { get; } = StrictUtf8.Encode(jobIdentifier, "job_identifier");

    public byte[] Source { get; } = StrictUtf8.Encode(sourceKey, "source_key");

    public byte[] Input { get; } = StrictUtf8.Encode(inputKey, "input_key");
}
