using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>Reads NUL-terminated strings that callers pass.</summary>
internal static unsafe class Utf8Marshaller
{
    /// <exception cref="EdgeException">It is NULL or not UTF-8.</exception>
    public static string Required(byte* text, string parameter)
    {
        if (text == null)
        {
            throw EdgeException.InvalidArgument(parameter, "is NULL; give a NUL-terminated string.");
        }

        return Valid(text) ?? throw EdgeException.InvalidArgument(parameter, "is not UTF-8; convert it to UTF-8 first.");
    }

    /// <param name="text">The string.</param>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="remedy">The remedy for an empty string.</param>
    /// <exception cref="EdgeException">It is NULL, empty or not UTF-8.</exception>
    public static string NotEmpty(byte* text, string parameter, string remedy)
    {
        string result = Required(text, parameter);
        return result.Length > 0 ? result : throw EdgeException.InvalidArgument(parameter, $"is empty; {remedy}.");
    }

    /// <summary>The bytes of an input key. The parameter name is formatted for the error only.</summary>
    /// <exception cref="EdgeException">It is NULL or not UTF-8.</exception>
    public static byte[] Key(byte* text, SourcePath path)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        if (text == null || !Utf8.IsValid(bytes))
        {
            Required(text, path.Member("key"));
        }

        return bytes.ToArray();
    }

    /// <summary>The model reference, which for consecutive calls is usually the cached one.</summary>
    /// <exception cref="EdgeException">The identifier or the version is not valid.</exception>
    public static ModelReference Model(EdgeClient client, byte* identifier, byte* version) =>
        client.SameModel(
            MemoryMarshal.CreateReadOnlySpanFromNullTerminated(
                identifier), MemoryMarshal.CreateReadOnlySpanFromNullTerminated(version))
        ?? client.Model(Required(identifier, "model_identifier"), Required(version, "model_version"));

    /// <summary>Null for NULL.</summary>
    /// <exception cref="EdgeException">It is not UTF-8.</exception>
    public static string? Optional(byte* text, string parameter) => text == null ? null : Required(text, parameter);

    /// <summary>Null if the text is NULL or not UTF-8.</summary>
    private static string? Valid(byte* text)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        return text != null && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }
}

/// <summary>Validates out parameters.</summary>
internal static unsafe class OutParameters
{
    /// <exception cref="EdgeException">The address is NULL.</exception>
    public static void Require(void* parameter, string name)
    {
        if (parameter == null)
        {
            throw EdgeException.InvalidArgument(name, "is NULL; give the address of a variable.");
        }
    }
}
