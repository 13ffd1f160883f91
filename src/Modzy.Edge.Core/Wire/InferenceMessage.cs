using System.Buffers;

namespace Modzy.Edge.Wire;

/// <summary><c>inferences.api.v1.InferenceRequest</c>, written straight from the caller's memory.</summary>
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

    /// <exception cref="EdgeException">An argument is invalid, or the data is too large for one message.</exception>
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

        SourceValidation.CheckUnique(inputs, static input => input.Key, static i => $"inputs[{i}].key", "data input");
        _model = model;
        _explain = explain;
        _inputs = [.. inputs.Select(static (input, i) => new Input(StrictUtf8.Encode(input.Key, $"inputs[{i}].key"), input.Value))];
        _tags = [.. (tags ?? new Dictionary<string, string>()).Select(static tag => new Tag(
            StrictUtf8.Encode(tag.Key, "tags"), StrictUtf8.Encode(tag.Value, $"tags[{tag.Key}]")))];
        Size = MessageLimit.Check(CalculateSize(), _inputs.Sum(static input => input.Value.ContentSize), "inputs");
    }

    public int Size { get; }

    public IReadOnlyList<string> Secrets => Array.Exists(_inputs, static input => input.Value.Secret is not null)
        ? [.. _inputs.Select(static input => input.Value.Secret).OfType<string>()] : [];

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

    private sealed class Input(byte[] key, InferenceInputValue value)
    {
        public byte[] Key => key;

        public InferenceInputValue Value => value;

        public long Size => (key.Length == 0 ? 0 : ProtoSize.LengthDelimited(key.Length)) + value.Size;
    }

    private sealed class Tag(byte[] key, byte[] value)
    {
        public byte[] Key => key;

        public byte[] Value => value;
    }
}

/// <summary>The oneof of <c>inferences.api.v1.InputSource</c>: text, data, or an object in a store.</summary>
internal sealed class InferenceInputValue
{
    private readonly int _field;
    private readonly ReadOnlySequence<byte> _content;
    private readonly TextFields _parts;

    private InferenceInputValue(
        int field, ReadOnlySequence<byte> content, string? secret = null, params (int Field, byte[] Value)[] parts)
    {
        _field = field;
        _content = content;
        _parts = new TextFields(parts) { Secret = secret };
        ContentSize = content.Length + _parts.Size;
    }

    /// <inheritdoc cref="TextFields.Secret"/>
    public string? Secret => _parts.Secret;

    /// <summary>The size of the content, without tag and length.</summary>
    public long ContentSize { get; }

    /// <summary>The size of the field.</summary>
    public long Size => ProtoSize.LengthDelimited(ContentSize);

    /// <summary>Text, which must be UTF-8.</summary>
    public static InferenceInputValue Text(ReadOnlySequence<byte> utf8) => new(2, utf8);

    public static InferenceInputValue Data(ReadOnlySequence<byte> data) => new(3, data);

    public static InferenceInputValue S3(string bucket, string path, S3Access access)
    {
        ObjectStorageFields.CheckOrigin(access);
        return new InferenceInputValue(
            4,
            default,
            access.SecretAccessKey,
            (1, StrictUtf8.Encode(access.Endpoint ?? "", "endpoint")),
            (2, StrictUtf8.Encode(access.Region ?? "", "region")),
            (3, StrictUtf8.Required(bucket, "bucket")),
            (4, StrictUtf8.Required(path, "path")),
            (5, StrictUtf8.Required(access.AccessKeyId, "access_key_id")),
            (6, StrictUtf8.Required(access.SecretAccessKey, "access_key_secret")));
    }

    public static InferenceInputValue Azure(string container, string path, AzureAccess access) => new(
        5,
        default,
        access.StorageAccountKey,
        (3, StrictUtf8.Required(access.StorageAccount, "storage_account")),
        (4, StrictUtf8.Required(access.StorageAccountKey, "storage_account_key")),
        (5, StrictUtf8.Required(container, "container")),
        (6, StrictUtf8.Required(path, "path")));

    public void WriteTo(ref ProtoWriter writer)
    {
        // An empty member of a oneof is sent: it selects the member.
        writer.WriteLengthDelimited(_field, (int)ContentSize);
        writer.WriteRaw(_content);
        _parts.WriteTo(ref writer);
    }
}
