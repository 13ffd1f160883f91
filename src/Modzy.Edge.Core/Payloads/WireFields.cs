namespace Modzy.Edge.Payloads;

/// <summary>Numbers of the fields of protobuf's own messages that payloads are made of.</summary>
internal static class WireFields
{
    /// <summary>The key in any map's entry.</summary>
    public const int EntryKey = 1;

    /// <summary>The value in any map's entry.</summary>
    public const int EntryValue = 2;

    /// <summary><c>google.protobuf.Struct.fields</c>.</summary>
    public const int StructFields = 1;

    /// <summary><c>google.protobuf.Value.string_value</c>.</summary>
    public const int StringValue = 3;

    /// <summary><c>google.protobuf.Value.struct_value</c>.</summary>
    public const int StructValue = 5;
}
