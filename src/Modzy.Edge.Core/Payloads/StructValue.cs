namespace Modzy.Edge.Payloads;

/// <summary>A <c>google.protobuf.Value</c> that writes itself.</summary>
internal abstract class StructValue
{
    /// <summary>Its size in bytes.</summary>
    public abstract long Size { get; }

    /// <summary>The bytes of the caller's in it.</summary>
    public abstract long InputBytes { get; }

    public abstract void WriteTo(ref ProtoWriter writer);
}
