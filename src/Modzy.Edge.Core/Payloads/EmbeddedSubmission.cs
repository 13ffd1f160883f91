using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary>
/// <c>jobs.v1.JobSubmission</c> with its data inside, written straight from the callers' memory: every length is known
/// before the first byte is written.
/// </summary>
internal sealed class EmbeddedSubmission : IWireMessage
{
    // jobs.v1.JobSubmission
    private const int ModelField = 1;
    private const int InputField = 2;
    private const int ExplainField = 3;

    // jobs.v1.JobInput
    private const int TypeField = 1;
    private const int SourcesField = 2;

    private readonly ModelReference _model;
    private readonly EmbeddedItem[] _items;
    private readonly bool _explain;
    private readonly long _inputSize;

    /// <exception cref="EdgeException">An argument cannot be right, or the data is too large for one message.</exception>
    public EmbeddedSubmission(ModelReference model, IReadOnlyList<EdgeSource> sources, bool explain)
    {
        SourceCheck.Check(sources);
        _model = model;
        _explain = explain;
        _items = new EmbeddedItem[sources.Count];
        _inputSize = ProtoSize.LengthDelimited(EmbeddedType.Length);
        long inputBytes = 0;
        for (int i = 0; i < _items.Length; i++)
        {
            _items[i] = new EmbeddedItem(sources[i], $"sources[{i}]");
            _inputSize += ProtoSize.LengthDelimited(_items[i].EntrySize);
            inputBytes += _items[i].InputBytes;
        }

        long size = ProtoSize.LengthDelimited(model.Size) + ProtoSize.LengthDelimited(_inputSize) + (explain ? 2 : 0);
        Size = MessageLimit.Check(size, inputBytes);
    }

    private static ReadOnlySpan<byte> EmbeddedType => "embedded"u8;

    public int Size { get; }

    public void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output);
        writer.WriteLengthDelimited(ModelField, (int)_model.Size);
        _model.WriteTo(ref writer);
        writer.WriteLengthDelimited(InputField, (int)_inputSize);
        writer.WriteBytes(TypeField, EmbeddedType);
        foreach (EmbeddedItem item in _items)
        {
            writer.WriteLengthDelimited(SourcesField, (int)item.EntrySize);
            item.WriteTo(ref writer);
        }

        if (_explain)
        {
            writer.WriteTrue(ExplainField);
        }

        writer.Finish();
    }
}
