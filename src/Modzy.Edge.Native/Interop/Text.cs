using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>Strings that callers pass.</summary>
internal static unsafe class Text
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
    /// <param name="parameter">Its name.</param>
    /// <param name="remedy">What to do if it is empty.</param>
    /// <exception cref="EdgeException">It is NULL, empty or not UTF-8.</exception>
    public static string NotEmpty(byte* text, string parameter, string remedy)
    {
        string result = Required(text, parameter);
        return result.Length > 0 ? result : throw EdgeException.InvalidArgument(parameter, $"is empty; {remedy}.");
    }

    /// <summary>As Required, for what the next job is likely to have too; never for secrets, since it is kept.</summary>
    /// <exception cref="EdgeException">It is NULL or not UTF-8.</exception>
    public static string Name(byte* text, string parameter) => Recent(text) ?? Required(text, parameter);

    /// <summary>The same for a member of an input, whose own name is made for the error only.</summary>
    /// <exception cref="EdgeException">It is NULL or not UTF-8.</exception>
    public static string Name(byte* text, SourcePath path, string member) =>
        Recent(text) ?? Required(text, path.Member(member));

    /// <summary>Null for NULL.</summary>
    /// <exception cref="EdgeException">It is not UTF-8.</exception>
    public static string? Optional(byte* text, string parameter) => text == null ? null : Required(text, parameter);

    private static string? Recent(byte* text)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        string? name = RecentNames.Find(bytes);
        if (name is null && (name = Valid(text)) is not null)
        {
            RecentNames.Add(bytes, name);
        }

        return name;
    }

    /// <summary>Null for what is none, or not UTF-8.</summary>
    private static string? Valid(byte* text)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        return text != null && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }
}
