using System.Text;

namespace Modzy.Edge.Native.Interop;

/// <summary>
/// The names that a thread has passed lately. Programs submit to the same model under the same keys time and again, and
/// making a string of each, for each job, takes longer than to look whether it is there.
/// </summary>
internal static class RecentNames
{
    private const int Places = 16;
    private const int LongestName = 64;

    [ThreadStatic]
    private static string?[]? _names;

    /// <summary>A string of these bytes, if there is one. Only ASCII is kept, which is right as it is.</summary>
    public static string? Find(ReadOnlySpan<byte> name) =>
        _names is not null && IsKept(name) && _names[Place(name)] is string known && Ascii.Equals(name, known) ? known : null;

    public static void Add(ReadOnlySpan<byte> name, string text)
    {
        if (IsKept(name) && name.Length == text.Length)
        {
            (_names ??= new string?[Places])[Place(name)] = text;
        }
    }

    private static bool IsKept(ReadOnlySpan<byte> name) => name.Length is > 0 and <= LongestName;

    private static int Place(ReadOnlySpan<byte> name) => (name.Length + (name[0] * 3) + (name[^1] * 5) + (name[name.Length / 2] * 7)) % Places;
}
