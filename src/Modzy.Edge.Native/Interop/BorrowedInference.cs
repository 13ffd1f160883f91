using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>The data inputs and tags of an inference as the caller holds them. Disposing ends the loan of their memory.</summary>
internal sealed unsafe class BorrowedInference : IDisposable
{
    // edge_input_type
    private const int Bytes = 0;
    private const int PlainText = 1;
    private const int S3 = 2;
    private const int Azure = 3;

    private readonly Loans _loans = new();
    private readonly InferenceInput[] _inputs;
    private readonly Dictionary<string, string> _tags;

    /// <exception cref="EdgeException">Something cannot be right.</exception>
    public BorrowedInference(NativeInferenceInput* inputs, nuint inputCount, NativeTag* tags, nuint tagCount)
    {
        Arrays.Check(inputs, inputCount, "inputs", "input_count");
        Arrays.Check(tags, tagCount, "tags", "tag_count");
        _inputs = new InferenceInput[inputCount];
        for (int i = 0; i < _inputs.Length; i++)
        {
            _inputs[i] = Borrow(inputs[i], $"inputs[{i}]");
        }

        _tags = new Dictionary<string, string>((int)tagCount, StringComparer.Ordinal);
        for (int i = 0; i < (int)tagCount; i++)
        {
            string key = Text.Required(tags[i].Key, $"tags[{i}].key");
            if (!_tags.TryAdd(key, Text.Required(tags[i].Value, $"tags[{i}].value")))
            {
                throw EdgeException.InvalidArgument($"tags[{i}].key", $"is \"{key}\", as is that of another tag; each tag needs a key of its own.");
            }
        }
    }

    public IReadOnlyList<InferenceInput> Inputs => _inputs;

    public IReadOnlyDictionary<string, string> Tags => _tags;

    public void Dispose() => _loans.Dispose();

    private InferenceInput Borrow(in NativeInferenceInput input, string path)
    {
        string key = Text.Required(input.Key, $"{path}.key");
        if (input.Reserved != 0)
        {
            throw EdgeException.InvalidArgument($"{path}.reserved", "is not 0; set all members of the structure.");
        }

        return input.Type switch
        {
            Bytes => InferenceInput.FromBytes(key, _loans.Borrow(input.Data, input.Size, path)),
            PlainText => InferenceInput.FromText(key, CheckedText(_loans.Borrow(input.Data, input.Size, path), $"{path}.data")),
            S3 => InferenceInput.FromS3(
                key,
                Text.NotEmpty(input.Container, $"{path}.container", Stores.SayWhere),
                Text.NotEmpty(input.Path, $"{path}.path", Stores.SayWhere),
                Stores.S3(input.S3, $"{path}.s3")),
            Azure => InferenceInput.FromAzure(
                key,
                Text.NotEmpty(input.Container, $"{path}.container", Stores.SayWhere),
                Text.NotEmpty(input.Path, $"{path}.path", Stores.SayWhere),
                Stores.Azure(input.Azure, $"{path}.azure")),
            _ => throw EdgeException.InvalidArgument($"{path}.type", $"is {input.Type}; use one of the EDGE_INPUT_ types."),
        };
    }

    private static ReadOnlyMemory<byte> CheckedText(ReadOnlyMemory<byte> text, string path)
    {
        StrictUtf8.Check(text.Span, path, "give it as bytes, which may be any");
        return text;
    }
}
