using System.CommandLine;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Scripts by which shells complete the words of a command line. They ask the program itself.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # modzy-edge: completion for bash. Put 'source <(modzy-edge completion bash)' into ~/.bashrc.
        _modzy_edge() {
            local word=${COMP_WORDS[COMP_CWORD]} line
            COMPREPLY=()
            while IFS= read -r line; do
                if [[ $line == "$word"* ]]; then COMPREPLY+=("$line"); fi
            done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _modzy_edge modzy-edge
        """;

    private const string Zsh = """
        #compdef modzy-edge
        # modzy-edge: completion for zsh. Put 'source <(modzy-edge completion zsh)' into ~/.zshrc, after compinit.
        _modzy_edge() {
            local -a words_found
            words_found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- $words_found
            _files
        }
        compdef _modzy_edge modzy-edge
        """;

    private const string Fish = """
        # modzy-edge: completion for fish. Put 'modzy-edge completion fish | source' into ~/.config/fish/config.fish.
        function __modzy_edge
            set -l line (commandline -cp)
            modzy-edge "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c modzy-edge -a '(__modzy_edge)'
        """;

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
            output.Text.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return ExitCodes.Ok;
        });
        return command;
    }
}
