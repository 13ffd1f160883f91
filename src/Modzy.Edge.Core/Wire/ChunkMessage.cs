using System.Buffers;

namespace Modzy.Edge.Wire;

/// <summary><c>jobs.v1.AppendableJobInput</c>: the next bytes of one data input of an open job.</summary>
internal sealed class ChunkMessage(ChunkTarget target, ReadOnlySequence<byte> data) : IWireMessage
{
    private const int JobField = 1;
    private const int SourceField = 2;
    private const int InputField = 3;
    private const int DataField = 4;

    /// <summary>The length prefix of gRPC, which proxies count.</summary>
    private const int PrefixBytes = 5;

    public int Size { get; } = MessageLimit.Check(
        Length(target.Job) + Length(target.Source) + Length(target.Input) + Length(data.Length), data.Length);

    public string? Subject => target.JobIdentifier;

    /// <summary>The size of a message with its prefix, without its data.</summary>
    /// <param name="target">The data input.</param>
    /// <param name="dataBytes">The largest data, in bytes.</param>
    public static int Overhead(ChunkTarget target, int dataBytes) =>
        (int)(PrefixBytes + Length(target.Job) + Length(target.Source) + Length(target.Input)
            + ProtoSize.LengthDelimited(dataBytes) - dataBytes);

    public void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output);
        Write(ref writer, JobField, target.Job);
        Write(ref writer, SourceField, target.Source);
        Write(ref writer, InputField, target.Input);
        if (!data.IsEmpty)
        {
            writer.WriteLengthDelimited(DataField, (int)data.Length);
            writer.WriteRaw(data);
        }

        writer.Finish();
    }

    // proto3: empty fields are not sent.
    private static long Length(ReadOnlySpan<byte> value) => Length(value.Length);

    private static long Length(long length) => length == 0 ? 0 : ProtoSize.LengthDelimited(length);

    private static void Write(ref ProtoWriter writer, int field, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            writer.WriteBytes(field, value);
        }
    }
}

/// <summary>The data input that chunks belong to.</summary>
internal sealed class ChunkTarget(string jobIdentifier, byte[] source, byte[] input)
{
    public ChunkTarget(string jobIdentifier, string sourceKey, string inputKey)
        : this(jobIdentifier, StrictUtf8.Encode(sourceKey, "source_key"), StrictUtf8.Encode(inputKey, "input_key"))
    {
    }

    public string JobIdentifier => jobIdentifier;

    public byte[] Job { get; } = StrictUtf8.Encode(jobIdentifier, "job_identifier");

    public byte[] Source => source;

    public byte[] Input => input;
}
