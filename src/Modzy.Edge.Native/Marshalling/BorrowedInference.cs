using System.Buffers;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>The data inputs and tags of an inference in the caller's memory. Disposing ends the borrow.</summary>
internal sealed unsafe class BorrowedInference : IDisposable
{
    // edge_input_type
    private const int Bytes = 0;
    private const int PlainText = 1;
    private const int S3 = 2;
    private const int Azure = 3;

    private readonly BorrowScope _scope = new();

    /// <exception cref="EdgeException">An argument is not valid.</exception>
    public BorrowedInference(NativeInferenceRequest* pointer)
    {
        NativeInferenceRequest request = Options.Request(pointer);
        string model = Utf8Marshaller.Required(request.ModelIdentifier, "model_identifier");
        string version = Utf8Marshaller.Required(request.ModelVersion, "model_version");
        ArrayArguments.Check(request.Inputs, request.InputCount, "inputs", "input_count");
        ArrayArguments.Check(request.Tags, request.TagCount, "tags", "tag_count");
        var elements = new CallerArray<NativeInferenceInput>(request.Inputs, request.InputSize, "request.input_size");
        var inputs = new InferenceInput[request.InputCount];
        for (int i = 0; i < inputs.Length; i++)
        {
            string path = $"inputs[{i}]";
            inputs[i] = Borrow(elements.At(i, path), path);
        }

        Request = new InferenceRequest(
            model, version, inputs) { Explain = request.Explain != 0, Tags = ReadTags(request) };
    }

    public InferenceRequest Request { get; }

    public void Dispose() => _scope.Dispose();

    private static Dictionary<string, string> ReadTags(in NativeInferenceRequest request)
    {
        var elements = new CallerArray<NativeTag>(request.Tags, request.TagSize, "request.tag_size");
        var tags = new KeyValuePair<string, string>[(int)request.TagCount];
        for (int i = 0; i < tags.Length; i++)
        {
            string path = $"tags[{i}]";
            NativeTag tag = elements.At(i, path);
            tags[i] = KeyValuePair.Create(
                Utf8Marshaller.Required(tag.Key, $"{path}.key"), Utf8Marshaller.Required(tag.Value, $"{path}.value"));
        }

        return InferenceRequest.ToTags(tags);
    }

    private InferenceInput Borrow(in NativeInferenceInput input, string path)
    {
        string key = Utf8Marshaller.Required(input.Key, $"{path}.key");
        if (input.Reserved != 0)
        {
            throw EdgeException.InvalidArgument($"{path}.reserved", "is not 0; set all members of the structure.");
        }

        return input.Type switch
        {
            Bytes => InferenceInput.FromBytes(key, _scope.Borrow(input.Data, input.Size, path)),
            PlainText => InferenceInput.FromText(key, CheckedText(_scope.Borrow(input.Data, input.Size, path), $"{path}.data")),
            S3 => InferenceInput.FromS3(
                key,
                Utf8Marshaller.NotEmpty(input.Container, $"{path}.container", StorageAccessMarshaller.LocationRemedy),
                Utf8Marshaller.NotEmpty(input.Path, $"{path}.path", StorageAccessMarshaller.LocationRemedy),
                StorageAccessMarshaller.S3(input.S3, $"{path}.s3")),
            Azure => InferenceInput.FromAzure(
                key,
                Utf8Marshaller.NotEmpty(input.Container, $"{path}.container", StorageAccessMarshaller.LocationRemedy),
                Utf8Marshaller.NotEmpty(input.Path, $"{path}.path", StorageAccessMarshaller.LocationRemedy),
                StorageAccessMarshaller.Azure(input.Azure, $"{path}.azure")),
            _ => throw EdgeException.InvalidArgument($"{path}.type", $"is {input.Type}; use one of the EDGE_INPUT_ types."),
        };
    }

    private static ReadOnlySequence<byte> CheckedText(ReadOnlySequence<byte> text, string path)
    {
        StrictUtf8.Check(text, path, "give it as bytes, which may be any");
        return text;
    }
}
