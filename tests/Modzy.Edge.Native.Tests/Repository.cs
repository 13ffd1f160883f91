namespace Modzy.Edge.Native.Tests;

/// <summary>Where the files are that the tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Header => Path.Combine(Root, "include", "modzy_edge.h");

    /// <summary>The library under test: what MODZY_EDGE_LIBRARY names, else what the build left in
    /// artifacts/.</summary>
    public static string Library { get; } = FindLibrary();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Modzy.Edge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"There is no Modzy.Edge.sln above {AppContext.BaseDirectory}; run the tests where they were built.");
    }

    private static string FindLibrary()
    {
        var named = Environment.GetEnvironmentVariable("MODZY_EDGE_LIBRARY");
        var path = string.IsNullOrEmpty(named) ? Path.Combine(Root, "artifacts", "lib", "libmodzy_edge.so.1") : Path.GetFullPath(named);
        return File.Exists(path)
            ? path
            : throw new InvalidOperationException($"There is no library {path} to test; run 'make build' first, or name another in MODZY_EDGE_LIBRARY.");
    }
}
