namespace Modzy.Edge.Payloads;

/// <summary>
/// <c>jobs.v1.JobInput</c>: what a job works on, and how to get at it. The messages in it are never built as objects.
/// </summary>
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
    /// <param name="access">How the edge gets at them; null where they are here.</param>
    /// <param name="timeout">How long the edge may work on the job, in milliseconds; 0 for as long as it allows.</param>
    public SubmissionInput(JobInputType type, SourceItem[] items, TextFields? access = null, uint timeout = 0)
    {
        _timeout = timeout;
        _type = type;
        _items = items;
        _access = access;
        Size = ProtoSize.LengthDelimited(type.Name.Length) + (access?.Size ?? 0) + (timeout == 0 ? 0 : 1 + ProtoSize.Varint(timeout));
        foreach (ref readonly SourceItem item in items.AsSpan())
        {
            Size += ProtoSize.LengthDelimited(ProtoSize.Entry(item.Key.Length, StructSize(item.Inputs)));
        }
    }

    public long Size { get; }

    /// <summary>The same with the timeout of the job that the options give, if they do.</summary>
    /// <exception cref="EdgeException">It cannot be right.</exception>
    public SubmissionInput Within(EdgeCallOptions? options) =>
        EdgeSubmitOptions.JobTimeoutOf(options) is > 0 and uint timeout ? new SubmissionInput(_type, _items, _access, timeout) : this;

    /// <summary>The bytes of the caller's in it.</summary>
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
