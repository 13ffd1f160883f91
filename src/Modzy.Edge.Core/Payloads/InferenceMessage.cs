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
    private readonly (byte[] Key, InputSourceValue Value)[] _inputs;
    private readonly (byte[] Key, byte[] Value)[] _tags;
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
        _inputs = [.. inputs.Select(static (input, i) => (StrictUtf8.Encode(input.Key, $"inputs[{i}].key"), input.Value))];
        _tags = [.. (tags ?? new Dictionary<string, string>()).Select(
            static tag => (StrictUtf8.Encode(tag.Key, "tags"), StrictUtf8.Encode(tag.Value, $"tags[{tag.Key}]")))];
        Size = MessageLimit.Check(CalculateSize(), _inputs.Sum(static input => input.Value.ContentSize), "inputs");
    }

    public int Size { get; }

    public void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output);
        writer.WriteBytes(ModelField, _model.Message);
        foreach ((byte[] key, InputSourceValue value) in _inputs)
        {
            writer.WriteLengthDelimited(InputsField, (int)InputSize(key, value));
            WriteUnlessEmpty(ref writer, KeyField, key);
            value.WriteTo(ref writer);
        }

        foreach ((byte[] key, byte[] value) in _tags)
        {
            writer.WriteLengthDelimited(TagsField, (int)TagSize(key, value));
            writer.WriteBytes(WireFields.EntryKey, key);
            writer.WriteBytes(WireFields.EntryValue, value);
        }

        if (_explain)
        {
            writer.WriteTrue(ExplainField);
        }

        writer.Finish();
    }

    private static long InputSize(byte[] key, InputSourceValue value) =>
        (key.Length == 0 ? 0 : ProtoSize.LengthDelimited(key.Length)) + value.Size;

    private static long TagSize(byte[] key, byte[] value) =>
        ProtoSize.LengthDelimited(key.Length) + ProtoSize.LengthDelimited(value.Length);

    private static void WriteUnlessEmpty(ref ProtoWriter writer, int field, byte[] value)
    {
        if (value.Length > 0)
        {
            writer.WriteBytes(field, value);
        }
    }

    private long CalculateSize() =>
        ProtoSize.LengthDelimited(_model.Message.Length)
        + _inputs.Sum(static input => ProtoSize.LengthDelimited(InputSize(input.Key, input.Value)))
        + _tags.Sum(static tag => ProtoSize.LengthDelimited(TagSize(tag.Key, tag.Value)))
        + (_explain ? ProtoSize.True : 0);
}
