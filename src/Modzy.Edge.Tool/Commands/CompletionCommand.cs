using System.CommandLine;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

/// <summary>
/// Scripts by which shells complete the words of a command line. They ask the program itself, and are the files of
/// packaging/completion, which make install puts where the shells find them.
/// </summary>
internal static class CompletionCommand
{
    public static Command Create(ToolOutput output)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new ToolCommand(
            "completion",
            "Prints a script that completes the words of a command line.",
            "source <(modzy-edge completion bash)",
            "source <(modzy-edge completion zsh)",
            "modzy-edge completion fish | source")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(shell);
            using Stream script = typeof(CompletionCommand).Assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(script);
            output.Text.Write(reader.ReadToEnd());
            return ExitCodes.Ok;
        });
        return command;
    }
}
