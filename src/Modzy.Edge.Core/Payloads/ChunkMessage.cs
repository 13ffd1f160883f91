using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary><c>jobs.v1.AppendableJobInput</c>: the next bytes of one data input of an open job.</summary>
internal sealed class ChunkMessage(ChunkTarget target, ReadOnlyMemory<byte> data) : IWireMessage
{
    private const int JobField = 1;
    private const int SourceField = 2;
    private const int InputField = 3;
    private const int DataField = 4;

    public int Size { get; } = MessageLimit.Check(
        Length(target.Job) + Length(target.Source) + Length(target.Input) + Length(data.Span), data.Length);

    public void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output);
        Write(ref writer, JobField, target.Job);
        Write(ref writer, SourceField, target.Source);
        Write(ref writer, InputField, target.Input);
        Write(ref writer, DataField, data.Span);
        writer.Finish();
    }

    // proto3: what is empty is not sent.
    private static long Length(ReadOnlySpan<byte> value) => value.IsEmpty ? 0 : ProtoSize.LengthDelimited(value.Length);

    private static void Write(ref ProtoWriter writer, int field, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            writer.WriteBytes(field, value);
        }
    }
}
