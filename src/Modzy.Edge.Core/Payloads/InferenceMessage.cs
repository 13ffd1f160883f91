using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary><c>inferences.api.v1.InferenceRequest</c>, written straight from the callers' memory.</summary>
internal sealed class InferenceMessage : IWireMessage
{
    // inferences.api.v1.InferenceRequest
    private const int ModelField = 1;
    private const int InputsField = 2;
    private const int TagsField = 3;
    private const int ExplainField = 4;

    // inferences.api.v1.InputSource
    private const int KeyField = 1;

    private readonly ModelReference _model;
    private readonly Input[] _inputs;
    private readonly Tag[] _tags;
    private readonly bool _explain;

    /// <exception cref="EdgeException">An argument cannot be right, or the data is too large for one message.</exception>
    public InferenceMessage(
        ModelReference model,
        IReadOnlyList<InferenceInput> inputs,
        IReadOnlyDictionary<string, string>? tags,
        bool explain)
    {
        if (inputs.Count == 0)
        {
            throw EdgeException.InvalidArgument("inputs", "is empty; an inference needs at least one data input.");
        }

        SourceCheck.CheckUnique(inputs, static input => input.Key, static i => $"inputs[{i}].key", "data input");
        _model = model;
        _explain = explain;
        _inputs = [.. inputs.Select(static (input, i) => new Input(StrictUtf8.Encode(input.Key, $"inputs[{i}].key"), input.Value))];
        _tags = [.. (tags ?? new Dictionary<string, string>()).Select(static tag => new Tag(
            StrictUtf8.Encode(tag.Key, "tags"), StrictUtf8.Encode(tag.Value, $"tags[{tag.Key}]")))];
        Size = MessageLimit.Check(CalculateSize(), _inputs.Sum(static input => input.Value.ContentSize), "inputs");
    }

    public int Size { get; }

    public void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output);
        writer.WriteBytes(ModelField, _model.Message);
        foreach (Input input in _inputs)
        {
            writer.WriteLengthDelimited(InputsField, (int)input.Size);
            if (input.Key.Length > 0)
            {
                writer.WriteBytes(KeyField, input.Key);
            }

            input.Value.WriteTo(ref writer);
        }

        foreach (Tag tag in _tags)
        {
            writer.WriteEntry(TagsField, tag.Key, tag.Value.Length);
            writer.WriteRaw(tag.Value);
        }

        if (_explain)
        {
            writer.WriteTrue(ExplainField);
        }

        writer.Finish();
    }

    private long CalculateSize() =>
        ProtoSize.LengthDelimited(_model.Message.Length)
        + _inputs.Sum(static input => ProtoSize.LengthDelimited(input.Size))
        + _tags.Sum(static tag => ProtoSize.LengthDelimited(ProtoSize.Entry(tag.Key.Length, tag.Value.Length)))
        + (_explain ? ProtoSize.True : 0);

    private sealed class Input(byte[] key, InputSourceValue value)
    {
        public byte[] Key => key;

        public InputSourceValue Value => value;

        public long Size => (key.Length == 0 ? 0 : ProtoSize.LengthDelimited(key.Length)) + value.Size;
    }

    private sealed class Tag(byte[] key, byte[] value)
    {
        public byte[] Key => key;

        public byte[] Value => value;
    }
}
