using System.CommandLine;

namespace Modzy.Edge.Tool.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal class ToolCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;

    /// <summary>The words that call a command, such as <c>modzy-edge context add</c>.</summary>
    public static string Path(Command command) => command is RootCommand
        ? CommandLine.ProgramName
        : $"{Path(command.Parents.OfType<Command>().First())} {command.Name}";
}
