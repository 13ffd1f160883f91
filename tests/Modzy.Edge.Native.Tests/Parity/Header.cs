using System.Runtime.InteropServices;
using System.Text.Json;

namespace Modzy.Edge.Native.Tests.Parity;

/// <summary>modzy_edge.h as a C compiler sees it, by means of scripts/describe_header.py, which says what its JSON
/// holds.</summary>
internal sealed class Header
{
    private static readonly string _machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";

    private readonly JsonElement _described;

    private Header(JsonElement described)
    {
        _described = described;
        Functions = All("functions").ToDictionary(Name, Function);
        Structures = All("records").Where(record => record.GetProperty("members").GetArrayLength() > 0).ToDictionary(Name, Structure);
        Enumerations = [.. All("enumerations").Select(Constants)];
    }

    public static Header Current { get; } =
        new(JsonDocument.Parse(Tool.Run(Path.Combine(Repository.Root, "scripts", "describe_header.py"), Repository.Header)).RootElement);

    /// <summary>Return kind and parameters, as <c>i32(ptr host, u32 port)</c>, by name.</summary>
    public IReadOnlyDictionary<string, string> Functions { get; }

    /// <summary>Size and members, as <c>16 {0 u32 struct_size, 8 u64 limit}</c>, by name.</summary>
    public IReadOnlyDictionary<string, string> Structures { get; }

    /// <summary>The constants of each enumeration, by name.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, int>> Enumerations { get; }

    /// <summary>The constants of the enumeration that has this one, in the order of their numbers, without their
    /// prefix.</summary>
    public IEnumerable<(string Name, int Number)> Enumeration(string constant, string prefix) =>
        Enumerations.Single(each => each.ContainsKey(constant))
            .OrderBy(each => each.Value)
            .Select(each => (each.Key.StartsWith(prefix, StringComparison.Ordinal) ? each.Key[prefix.Length..] : each.Key, each.Value));

    /// <summary>The value of a macro that stands for a number or a string.</summary>
    public string Macro(string name) => All("macros").Single(macro => Name(macro) == name).GetProperty("value").ToString();

    private static string Name(JsonElement element) => element.GetProperty("name").GetString()!;

    private static string Kind(JsonElement type) => type.GetProperty("abi").GetString()!;

    private static Dictionary<string, int> Constants(JsonElement enumeration) =>
        enumeration.GetProperty("constants").EnumerateArray().ToDictionary(Name, constant => constant.GetProperty("value").GetInt32());

    private static string Function(JsonElement function)
    {
        var parameters = function.GetProperty("parameters").EnumerateArray().Select(each => $"{Kind(each.GetProperty("type"))} {Name(each)}");
        return $"{Kind(function.GetProperty("returns"))}({string.Join(", ", parameters)})";
    }

    private static string Structure(JsonElement record)
    {
        var layout = record.GetProperty("layouts").GetProperty(_machine);
        var members = record.GetProperty("members").EnumerateArray().Zip(
            layout.GetProperty("members").EnumerateArray(),
            (member, place) => $"{place.GetProperty("offset")} {Kind(member.GetProperty("type"))} {Name(member)}");
        return $"{layout.GetProperty("size")} {{{string.Join(", ", members)}}}";
    }

    private JsonElement.ArrayEnumerator All(string kind) => _described.GetProperty(kind).EnumerateArray();
}
