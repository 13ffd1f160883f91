using System.Diagnostics;

namespace Modzy.Edge.Native.Tests;

/// <summary>Programs that look at C headers and shared libraries.</summary>
internal static class Tool
{
    /// <summary>Runs a program and returns what it writes.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }
}
