using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Native.Tests.Parity;

/// <summary>The header, the C# source and the published library say the same.</summary>
public sealed class ParityTests
{
    private static readonly Header _header = Header.Current;

    [Fact]
    public void Every_function_has_the_signature_that_the_header_declares() => AssertSame(
        _header.Functions.Where(function => !NativeFunctions.Names.Contains(function.Key)).ToDictionary(),
        ManagedExports.Methods.ToDictionary(export => export.Key, export => ManagedExports.Signature(export.Value)));

    [Fact]
    public void Every_function_uses_the_calling_convention_of_C() => Assert.All(
        ManagedExports.Methods.Values,
        method => Assert.Equal(
            [typeof(CallConvCdecl)], method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()!.CallConvs));

    [Fact]
    public void Every_structure_lies_in_memory_as_a_C_compiler_lays_it_out()
    {
        var structures = ManagedExports.Assembly.GetTypes()
            .Where(type => type.IsValueType && type.Namespace == "Modzy.Edge.Native.Marshalling" && type.Name.StartsWith("Native", StringComparison.Ordinal))
            .ToDictionary(type => "edge_" + Names.InC(type.Name["Native".Length..]), Layout);

        AssertSame(_header.Structures, structures);
    }

    [Fact]
    public void Arrays_and_small_integers_have_their_place() => Assert.Equal("8 {0 u16 count, 2 u8 flag, 3 u8[5] reserved}", Layout(typeof(Sample)));

    [Fact]
    public void Every_status_has_the_number_and_the_name_of_the_header() => AssertSame<EdgeStatus>("EDGE_OK", "EDGE_");

    [Fact]
    public void The_votes_are_those_of_the_managed_client() => AssertSame<ResultVote>("EDGE_VOTE_UP", "EDGE_VOTE_");

    [Fact]
    public void The_transports_are_those_of_the_managed_client() => AssertSame<EdgeTransportKind>("EDGE_TRANSPORT_AUTO", "EDGE_TRANSPORT_");

    [Fact]
    public void The_kinds_of_balancing_are_those_of_the_managed_client() =>
        AssertSame<EdgeBalancing>("EDGE_BALANCING_PICK_FIRST", "EDGE_BALANCING_");

    [Fact]
    public void The_log_levels_are_those_of_NET() =>
        // LogLevel.Critical, 5, is given to C as an error.
        Assert.Equal(
            [("TRACE", 0), ("DEBUG", 1), ("INFO", 2), ("WARNING", 3), ("ERROR", 4), ("OFF", 6)],
            _header.Enumeration("EDGE_LOG_OFF", "EDGE_LOG_"));

    [Fact]
    public void The_types_of_inference_inputs_are_those_of_the_reader()
    {
        var reader = ManagedExports.Assembly.GetType("Modzy.Edge.Native.Marshalling.BorrowedInference", throwOnError: true)!;
        var numbers = new[] { "Bytes", "PlainText", "S3", "Azure" }
            .Select(name => (
                int)reader.GetField(name, BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!);

        Assert.Equal(new[] { "BYTES", "TEXT", "S3", "AZURE" }.Zip(numbers), _header.Enumeration("EDGE_INPUT_BYTES", "EDGE_INPUT_"));
    }

    [Fact]
    public void No_enumeration_of_the_header_is_left_out() =>
        Assert.Equal(
            ["EDGE_BALANCING_PICK_FIRST", "EDGE_INPUT_BYTES", "EDGE_LOG_TRACE", "EDGE_OK", "EDGE_TRANSPORT_AUTO", "EDGE_VOTE_NONE"],
            _header.Enumerations.Select(
                each => each.MinBy(constant => constant.Value).Key).Order(StringComparer.Ordinal));

    [Fact]
    public void The_version_is_written_the_same_everywhere()
    {
        var project = typeof(EdgeClient).Assembly.GetName().Version!.ToString(3);
        var source = ManagedExports.Assembly.GetType("Modzy.Edge.Native.LibraryVersion", throwOnError: true)!;

        Assert.Equal(project, _header.Macro("EDGE_VERSION"));
        Assert.Equal(project, string.Join('.', new[] { "MAJOR", "MINOR", "PATCH" }.Select(part => _header.Macro($"EDGE_VERSION_{part}"))));
        Assert.Equal(project, source.GetProperty("Text")!.GetValue(null));
        Assert.Equal(project, NativeLibraryUnderTest.Version);
        Assert.Equal(_header.Macro("EDGE_ABI_VERSION"), $"{source.GetField("Abi")!.GetValue(null)}");
        Assert.Equal(_header.Macro("EDGE_ABI_VERSION"), $"{NativeLibraryUnderTest.AbiVersion}");
    }

    [Fact]
    public void The_name_of_every_status_is_that_of_the_header()
    {
        var names = _header.Enumeration("EDGE_OK", "EDGE_").ToDictionary(status => status.Number, status => status.Name);

        foreach (var status in Enumerable.Range(-20, 400).Concat([int.MinValue, int.MaxValue]))
        {
            Assert.Equal(names.GetValueOrDefault(status, "UNRECOGNIZED"), NativeLibraryUnderTest.StatusName(status));
        }
    }

    private static void AssertSame(IReadOnlyDictionary<string, string> header, Dictionary<string, string> source)
    {
        Assert.NotEmpty(source);
        Assert.Empty(header.Keys.Union(source.Keys)
            .Where(name => header.GetValueOrDefault(name) != source.GetValueOrDefault(name))
            .Select(name => $"{name}: {header.GetValueOrDefault(name, "nothing")} in the header, {source.GetValueOrDefault(name, "nothing")} in C#"));
    }

    private static void AssertSame<T>(string constant, string prefix)
        where T : struct, Enum => Assert.Equal(
        _header.Enumeration(constant, prefix),
        Enum.GetValues<T>()
            .Select(value => (Name: Names.InC(value.ToString()).ToUpperInvariant(), Number: Convert.ToInt32(value, CultureInfo.InvariantCulture)))
            .OrderBy(value => value.Number));

    private static string Layout(Type type)
    {
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => $"{Marshal.OffsetOf(type, field.Name)} {Kinds.Of(field)} {Names.InC(field.Name)}");
        return $"{Marshal.SizeOf(type)} {{{string.Join(", ", fields)}}}";
    }

    private unsafe struct Sample(ushort count, byte flag)
    {
        public ushort Count = count;
        public byte Flag = flag;
        public fixed byte Reserved[5];
    }
}
