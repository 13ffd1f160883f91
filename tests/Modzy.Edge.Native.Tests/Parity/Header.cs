using System.Globalization;
using System.Xml.Linq;

namespace Modzy.Edge.Native.Tests.Parity;

/// <summary>modzy_edge.h as a C compiler sees it, by means of castxml.</summary>
internal sealed class Header
{
    private readonly Dictionary<string, XElement> _byId;

    private Header(XElement xml)
    {
        _byId = xml.Elements().Where(element => element.Attribute("id") is not null).ToDictionary(element => element.Attribute("id")!.Value);
        var own = xml.Elements("File").Single(file => file.Attribute("name")!.Value == Repository.Header).Attribute("id")!.Value;
        XElement[] declared = [.. xml.Elements().Where(element => element.Attribute("file")?.Value == own)];
        Functions = declared.Where(element => element.Name == "Function").ToDictionary(Name, Function);
        Structures = declared
            .Where(element => element.Name == "Struct" && element.Attribute("incomplete") is null)
            .ToDictionary(Name, Structure);
        Enumerations = [.. declared.Where(element => element.Name == "Enumeration").Select(Constants)];
    }

    public static Header Current { get; } = Read();

    /// <summary>Return kind and parameters, as <c>i32(ptr host, u32 port)</c>, by name.</summary>
    public IReadOnlyDictionary<string, string> Functions { get; }

    /// <summary>Size and members, as <c>16 {0 u32 struct_size, 8 u64 limit}</c>, by name.</summary>
    public IReadOnlyDictionary<string, string> Structures { get; }

    /// <summary>The constants of each enumeration, by name.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, int>> Enumerations { get; }

    /// <summary>The constants of the enumeration that has this one, in the order of their numbers, without their prefix.</summary>
    public IEnumerable<(string Name, int Number)> Enumeration(string constant, string prefix) =>
        Enumerations.Single(each => each.ContainsKey(constant))
            .OrderBy(each => each.Value)
            .Select(each => (each.Key.StartsWith(prefix, StringComparison.Ordinal) ? each.Key[prefix.Length..] : each.Key, each.Value));

    private static Header Read()
    {
        var file = Path.GetTempFileName();
        try
        {
            Tool.Run("castxml", "--castxml-output=1", "-x", "c", "-std=c11", Repository.Header, "-o", file);
            return new Header(XDocument.Load(file).Root!);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Name(XElement element) => element.Attribute("name")!.Value;

    private static Dictionary<string, int> Constants(XElement enumeration) => enumeration.Elements("EnumValue")
        .ToDictionary(Name, value => int.Parse(value.Attribute("init")!.Value, CultureInfo.InvariantCulture));

    private string Function(XElement function) =>
        $"{Kind(function, "returns")}({string.Join(", ", function.Elements("Argument").Select(argument => $"{Kind(argument, "type")} {Name(argument)}"))})";

    private string Structure(XElement structure)
    {
        var members = structure.Attribute("members")!.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Find).Where(member => member.Name == "Field");
        return $"{Bytes(structure, "size")} {{{string.Join(", ", members.Select(field => $"{Bytes(field, "offset")} {Kind(field, "type")} {Name(field)}"))}}}";
    }

    private static int Bytes(XElement element, string attribute) =>
        int.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture) / 8;

    private string Kind(XElement element, string attribute) => Kinds.Of(Find(element.Attribute(attribute)!.Value), Find);

    /// <summary>An identifier ends in "c" or "v" where the type is const or volatile.</summary>
    private XElement Find(string id) => _byId[id.TrimEnd('c', 'v', 'r')];
}
