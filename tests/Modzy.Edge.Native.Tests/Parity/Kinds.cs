using System.Globalization;
using System.Xml.Linq;

namespace Modzy.Edge.Native.Tests.Parity;

/// <summary>
/// How a value is passed: <c>ptr</c>, <c>void</c>, <c>f64</c>, or width and sign of an integer, <c>u32</c>. Both languages
/// must agree on that and on nothing more.
/// </summary>
internal static class Kinds
{
    public static string Of(Type type) =>
        type.IsPointer || type.IsFunctionPointer || type == typeof(nint) ? "ptr"
        : type == typeof(void) ? "void"
        : type == typeof(int) ? "i32"
        : type == typeof(uint) ? "u32"
        : type == typeof(long) ? "i64"
        : type == typeof(ulong) || type == typeof(nuint) ? "u64"
        : type == typeof(byte) ? "u8"
        : type == typeof(double) ? "f64"
        : throw new NotSupportedException($"{type} has no counterpart in C that the tests know.");

    public static string Of(XElement type, Func<string, XElement> find)
    {
        switch (type.Name.LocalName)
        {
            case "PointerType":
                return "ptr";
            case "Typedef" or "ElaboratedType" or "CvQualifiedType":
                return Of(find(type.Attribute("type")!.Value), find);
            case "FundamentalType":
                var name = type.Attribute("name")!.Value;
                var bits = int.Parse(type.Attribute("size")!.Value, CultureInfo.InvariantCulture);
                return name == "void" ? "void"
                    : name is "double" or "float" ? $"f{bits}"
                    : name.Contains("unsigned", StringComparison.Ordinal) || name == "_Bool" ? $"u{bits}" : $"i{bits}";
            default:
                throw new NotSupportedException($"{type} is no type that the tests know.");
        }
    }
}
