using System.Buffers;

namespace Modzy.Edge.Wire;

/// <summary>
/// <c>jobs.v1.JobSubmission</c>, written straight from the caller's memory: all lengths are computed before the first
/// byte is written.
/// </summary>
internal sealed class SubmissionMessage : IWireMessage
{
    private const int ModelField = 1;
    private const int InputField = 2;
    private const int ExplainField = 3;

    private readonly ModelReference _model;
    private readonly SubmissionInput? _input;
    private readonly bool _explain;

    /// <param name="model">The model.</param>
    /// <param name="input">The input; null opens a job whose input follows in chunks.</param>
    /// <param name="explain">Whether an explanation is requested.</param>
    /// <exception cref="EdgeException">The data is too large for one message.</exception>
    public SubmissionMessage(ModelReference model, SubmissionInput? input, bool explain)
    {
        _model = model;
        _input = input;
        _explain = explain;
        long size = ProtoSize.LengthDelimited(model.Message.Length)
            + (input is SubmissionInput given ? ProtoSize.LengthDelimited(given.Size) : 0)
            + (explain ? ProtoSize.True : 0);
        // The input bytes are counted for the error only.
        Size = size <= MessageLimit.Bytes ? (int)size : MessageLimit.Check(size, input?.InputBytes ?? 0);
    }

    public int Size { get; }

    public IReadOnlyList<string> Secrets => _input?.Secrets ?? [];

    public void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output);
        writer.WriteBytes(ModelField, _model.Message);
        if (_input is SubmissionInput input)
        {
            writer.WriteLengthDelimited(InputField, (int)input.Size);
            input.WriteTo(ref writer);
        }

        if (_explain)
        {
            writer.WriteTrue(ExplainField);
        }

        writer.Finish();
    }
}

/// <summary><c>jobs.v1.JobInput</c>. Its submessages are never built as objects.</summary>
internal readonly struct SubmissionInput
{
    private const int TypeField = 1;
    private const int SourcesField = 2;
    private const int TimeoutField = 3;

    private readonly JobInputType _type;
    private readonly SourceItem[] _items;
    private readonly TextFields? _access;
    private readonly uint _timeout;

    /// <param name="type">How the items are written.</param>
    /// <param name="items">The input items.</param>
    /// <param name="access">The access to the object store; null for embedded data.</param>
    /// <param name="timeout">How long the edge may work on the job, in milliseconds; 0 for as long as it
    /// allows.</param>
    public SubmissionInput(JobInputType type, SourceItem[] items, TextFields? access = null, uint timeout = 0)
    {
        _timeout = timeout;
        _type = type;
        _items = items;
        _access = access;
        Size =
            ProtoSize.LengthDelimited(type.Name.Length) + (access?.Size ?? 0) + (timeout == 0 ? 0 : 1
                + ProtoSize.Varint(timeout));
        foreach (ref readonly SourceItem item in items.AsSpan())
        {
            Size += ProtoSize.LengthDelimited(ProtoSize.Entry(item.Key.Length, StructSize(item.Inputs)));
        }
    }

    public long Size { get; }

    public SourceItem[] Items => _items;

    /// <summary>Whether the data is embedded as it is, so that it can also be sent in chunks.</summary>
    public bool IsEmbedded => _type == JobInputType.Embedded;

    /// <summary>Whether the edge may work on the job for a limited time only.</summary>
    public bool HasTimeout => _timeout != 0;

    /// <inheritdoc cref="TextFields.Secret"/>
    public IReadOnlyList<string> Secrets => _access?.Secret is string secret ? [secret] : [];

    /// <summary>The same with the job timeout of the options, if they have one.</summary>
    /// <exception cref="EdgeException">It is invalid.</exception>
    public SubmissionInput Within(EdgeCallOptions? options) =>
        EdgeSubmitOptions.JobTimeoutOf(options) is > 0 and uint timeout
            ? new SubmissionInput(_type, _items, _access, timeout) : this;

    /// <summary>The size of the caller's data.</summary>
    public long InputBytes
    {
        get
        {
            long bytes = 0;
            foreach (ref readonly SourceItem item in _items.AsSpan())
            {
                foreach (ref readonly SourceInput input in item.Inputs.AsSpan())
                {
                    bytes += input.Content.Length;
                }
            }

            return bytes;
        }
    }

    public void WriteTo(ref ProtoWriter writer)
    {
        writer.WriteBytes(TypeField, _type.Name);
        foreach (ref readonly SourceItem item in _items.AsSpan())
        {
            writer.WriteEntry(SourcesField, item.Key, StructSize(item.Inputs));
            foreach (ref readonly SourceInput input in item.Inputs.AsSpan())
            {
                WriteInput(ref writer, input);
            }
        }

        if (_timeout != 0)
        {
            writer.WriteVarint(TimeoutField, _timeout);
        }

        _access?.WriteTo(ref writer);
    }

    private long StructSize(SourceInput[] inputs)
    {
        long size = 0;
        foreach (ref readonly SourceInput input in inputs.AsSpan())
        {
            size += ProtoSize.LengthDelimited(ProtoSize.Entry(input.Key.Length, _type.ValueSize(input.Content.Length)));
        }

        return size;
    }

    private void WriteInput(ref ProtoWriter writer, in SourceInput input)
    {
        writer.WriteEntry(WireFields.StructFields, input.Key, _type.ValueSize(input.Content.Length));
        _type.WriteValue(ref writer, input.Content);
    }
}

/// <summary>
/// One entry of <c>jobs.v1.JobInput.sources</c>: a key, and the fields of a <c>google.protobuf.Struct</c>.
/// </summary>
/// <param name="key">The key of the input item, in UTF-8.</param>
/// <param name="inputs">Its data inputs.</param>
internal readonly struct SourceItem(byte[] key, SourceInput[] inputs)
{
    public byte[] Key => key;

    public SourceInput[] Inputs => inputs;
}

/// <summary>One field of the <c>google.protobuf.Struct</c> of an input item.</summary>
/// <param name="key">The key of the data input, in UTF-8.</param>
/// <param name="content">Its value, as the <see cref="JobInputType"/> writes it.</param>
internal readonly struct SourceInput(byte[] key, ReadOnlySequence<byte> content)
{
    public byte[] Key => key;

    public ReadOnlySequence<byte> Content => content;
}

/// <summary>
/// The values of <c>jobs.v1.JobInput.type</c>. They determine how a data input is written as a
/// <c>google.protobuf.Value</c>.
/// </summary>
internal sealed class JobInputType
{
    private readonly byte[] _name;
    private readonly int _field;
    private readonly bool _isDataUri;

    private JobInputType(ReadOnlySpan<byte> name, int field, bool isDataUri = false)
    {
        _name = name.ToArray();
        _field = field;
        _isDataUri = isDataUri;
    }

    /// <summary>Bytes, as data URIs.</summary>
    public static JobInputType Embedded { get; } = new("embedded"u8, WireFields.StringValue, isDataUri: true);

    /// <summary>Text, which must be UTF-8: see <see cref="StrictUtf8.Check"/>.</summary>
    public static JobInputType Text { get; } = new("text"u8, WireFields.StringValue);

    /// <summary>Objects in S3: see <see cref="ObjectLocation"/>.</summary>
    public static JobInputType AwsS3 { get; } = new("aws-s3"u8, WireFields.StructValue);

    /// <summary>Objects in S3-compatible stores.</summary>
    public static JobInputType StorageGrid { get; } = new("storage-grid"u8, WireFields.StructValue);

    /// <summary>Objects in Azure's blob storage.</summary>
    public static JobInputType AzureBlob { get; } = new("azureblob"u8, WireFields.StructValue);

    public ReadOnlySpan<byte> Name => _name;

    private static ReadOnlySpan<byte> UriPrefix => "data:application/octet-stream;base64,"u8;

    /// <summary>The size of a value.</summary>
    /// <param name="length">The size of the content.</param>
    public long ValueSize(long length) => ProtoSize.LengthDelimited(ContentSize(length));

    public void WriteValue(ref ProtoWriter writer, in ReadOnlySequence<byte> content)
    {
        writer.WriteLengthDelimited(_field, (int)ContentSize(content.Length));
        if (_isDataUri)
        {
            writer.WriteRaw(UriPrefix);
            writer.WriteBase64(content);
        }
        else
        {
            writer.WriteRaw(content);
        }
    }

    private long ContentSize(long length) => _isDataUri ? UriPrefix.Length + ProtoSize.Base64(length) : length;
}
