using System.Buffers;

namespace Modzy.Edge.Wire;

/// <summary>A model, as <c>common.v1.ModelIdentifier</c>. Its name is set by the edge and never sent.</summary>
internal sealed class ModelReference
{
    private const int IdentifierField = 1;
    private const int VersionField = 2;

    private readonly byte[] _identifier;
    private readonly byte[] _version;

    /// <exception cref="EdgeException">One of them is empty or not valid text.</exception>
    public ModelReference(string identifier, string version)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        ArgumentNullException.ThrowIfNull(version);
        if (identifier.Length == 0)
        {
            throw EdgeException.InvalidArgument(
                "model_identifier", "is empty; give the identifier of a model that the edge serves.");
        }

        if (version.Length == 0)
        {
            throw EdgeException.InvalidArgument(
                "model_version", "is empty; give the version of the model, such as 1.0.1.");
        }

        _identifier = StrictUtf8.Encode(identifier, "model_identifier");
        _version = StrictUtf8.Encode(version, "model_version");
        Identifier = identifier;
        Version = version;
        var message = new ArrayBufferWriter<byte>();
        var writer = new ProtoWriter(message);
        writer.WriteBytes(IdentifierField, _identifier);
        writer.WriteBytes(VersionField, _version);
        writer.Finish();
        Message = message.WrittenSpan.ToArray();
    }

    public string Identifier { get; }

    public string Version { get; }

    /// <summary>The serialized message.</summary>
    public byte[] Message { get; }

    /// <summary>Whether identifier and version, in UTF-8, are those of this model.</summary>
    public bool Is(ReadOnlySpan<byte> identifier, ReadOnlySpan<byte> version) =>
        identifier.SequenceEqual(_identifier) && version.SequenceEqual(_version);
}
