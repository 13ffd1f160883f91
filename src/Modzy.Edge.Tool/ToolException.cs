namespace Modzy.Edge.Tool;

/// <summary>Ends the tool with a line on standard error and an exit code.</summary>
internal sealed class ToolException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;

    public static ToolException Usage(string message) => new(ExitCodes.Usage, message);
}
