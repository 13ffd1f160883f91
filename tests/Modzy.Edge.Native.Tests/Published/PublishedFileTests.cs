using System.Text.RegularExpressions;
using Modzy.Edge.Native.Tests.Parity;

namespace Modzy.Edge.Native.Tests.Published;

/// <summary>The file as a linker and a loader see it.</summary>
public sealed partial class PublishedFileTests(ITestOutputHelper output)
{
    private const double LargestMegabytes = 8.4;

    private static readonly Version _newestGlibc = new(2, 34);

    private static readonly string _dynamic = Tool.Run("readelf", "--wide", "--dynamic", Repository.Library);

    [Fact]
    public void It_exports_the_functions_of_the_header_and_nothing_else()
    {
        var symbols = Tool.Run("nm", "--dynamic", "--defined-only", Repository.Library)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])
            .ToArray();

        // The name of the symbols' version is an absolute symbol.
        Assert.Equal(
            Header.Current.Functions.Keys.Select(name => $"T {name}@@MODZY_EDGE_1").Prepend("A MODZY_EDGE_1").Order(StringComparer.Ordinal),
            symbols.Select(symbol => string.Join(' ', symbol)).Order(StringComparer.Ordinal));
        Assert.Equal(
            Header.Current.Functions.Keys.Order(StringComparer.Ordinal),
            ManagedExports.Methods.Keys.Concat(NativeFunctions.Names).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_name_is_that_of_its_interface() => Assert.Equal(["libmodzy_edge.so.1"], Entries("SONAME"));

    [Fact]
    public void It_needs_the_C_library_and_nothing_else()
    {
        var needed = Entries("NEEDED");

        Assert.Contains("libc.so.6", needed);
        Assert.All(needed, name => Assert.Matches(@"^(libc\.so\.6|libm\.so\.6|libdl\.so\.2|libpthread\.so\.0|librt\.so\.1|ld-linux-[a-z0-9-]+\.so\.[0-9])$", name));
    }

    [Fact]
    public void It_stays_loaded() => Assert.Matches(@"\(FLAGS_1\).*\bNODELETE\b", _dynamic);

    [Fact]
    public void It_looks_for_libraries_nowhere_of_its_own() => Assert.DoesNotMatch(@"\((RPATH|RUNPATH)\)", _dynamic);

    [Fact]
    public void It_runs_on_systems_as_old_as_we_say()
    {
        var versions = GlibcVersion().Matches(Tool.Run("readelf", "--wide", "--version-info", Repository.Library))
            .Select(match => Version.Parse(match.Groups[1].Value))
            .ToArray();
        var newest = versions.Max()!;
        output.WriteLine($"It needs glibc {newest} or newer.");

        Assert.InRange(newest, new Version(2, 17), _newestGlibc);
    }

    [Fact]
    public void It_is_small()
    {
        var file = new FileInfo(Repository.Library);
        var megabytes = (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length / 1e6;
        output.WriteLine($"It has {megabytes:0.00} MB.");

        Assert.InRange(megabytes, 1, LargestMegabytes);
    }

    [Fact]
    public void It_is_stripped() => Assert.DoesNotContain(".debug_info", Tool.Run("readelf", "--wide", "--sections", Repository.Library), StringComparison.Ordinal);

    private static string[] Entries(string tag) =>
        [.. Regex.Matches(_dynamic, $@"\({tag}\).*\[(.+)\]").Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"\bGLIBC_(\d+\.\d+)")]
    private static partial Regex GlibcVersion();
}
