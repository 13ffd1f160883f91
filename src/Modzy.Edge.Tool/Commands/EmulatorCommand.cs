using System.CommandLine;
using System.Runtime.InteropServices;
using Modzy.Edge.Tool.Process;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Becomes the emulator, with all arguments that follow.</summary>
internal static class EmulatorCommand
{
    public const string Name = "emulator";

    private const string Program = "modzy-edge-emulator";

    /// <summary>For the help and the completion; <see cref="Start"/> does the work.</summary>
    public static Command Create() => new ToolCommand(
        Name,
        $"Starts {Program}, a local edge, with the arguments that follow; '{CommandLine.ProgramName} {Name} --help' lists them.")
    {
        TreatUnmatchedTokensAsErrors = false,
    };

    /// <summary>Replaces this process by the emulator.</summary>
    public static int Start(string[] arguments)
    {
        string? path = Find(Path.GetDirectoryName(Environment.ProcessPath), Environment.GetEnvironmentVariable("PATH"));
        if (path is null)
        {
            Failures.Tell(Console.Error, $"{Program} is neither beside this program nor in PATH; install it, or add its directory to PATH.");
            return ExitCodes.Usage;
        }

        // The runtime ignores it, and what is ignored stays so in another program.
        Libc.Default(Libc.BrokenPipe);
        int error = Libc.Execute(path, arguments);
        Failures.Tell(Console.Error, $"cannot start {path}: {Marshal.GetPInvokeErrorMessage(error)}");
        return ExitCodes.CallFailed;
    }

    /// <summary>The emulator beside the tool, or else the first one in the search path.</summary>
    internal static string? Find(string? directory, string? searchPath) =>
        new[] { directory }.Concat((searchPath ?? "").Split(':'))
            .Where(each => !string.IsNullOrEmpty(each))
            .Select(each => Path.Join(each, Program))
            .FirstOrDefault(File.Exists);
}
