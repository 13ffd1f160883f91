using System.Reflection;
using System.Runtime.CompilerServices;

namespace Modzy.Edge.Native.Tests.Parity;

/// <summary>
/// How a value is passed: <c>ptr</c>, <c>void</c>, <c>f64</c>, or width and sign of an integer, <c>u32</c>; of an
/// array,
/// <c>u8[5]</c>. Both languages must agree on that and on nothing more.
/// </summary>
internal static class Kinds
{
    public static string Of(FieldInfo field) =>
        field.GetCustomAttribute<FixedBufferAttribute>() is { } array ? $"{Of(array.ElementType)}[{array.Length}]" : Of(field.FieldType);

    public static string Of(Type type) =>
        type.IsPointer || type.IsFunctionPointer || type == typeof(nint) ? "ptr"
        : type == typeof(void) ? "void"
        : type == typeof(int) ? "i32"
        : type == typeof(uint) ? "u32"
        : type == typeof(long) ? "i64"
        : type == typeof(ulong) || type == typeof(nuint) ? "u64"
        : type == typeof(ushort) ? "u16"
        : type == typeof(byte) ? "u8"
        : type == typeof(double) ? "f64"
        : throw new NotSupportedException($"{type} has no counterpart in C that the tests know.");
}
