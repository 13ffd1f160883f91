using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Tests;

public sealed class FailuresTests
{
    [Theory]
    [InlineData(EdgeStatus.InvalidArgument, EdgeErrorOrigin.Local, 2)]
    [InlineData(EdgeStatus.InvalidArgument, EdgeErrorOrigin.Edge, 1)]
    [InlineData(EdgeStatus.NotFound, EdgeErrorOrigin.Edge, 1)]
    [InlineData(EdgeStatus.DeadlineExceeded, EdgeErrorOrigin.Local, 4)]
    [InlineData(EdgeStatus.Unavailable, EdgeErrorOrigin.Transport, 5)]
    public void The_exit_code_is_that_of_the_status(EdgeStatus status, EdgeErrorOrigin origin, int code) =>
        Assert.Equal(code, Report(new EdgeException(status, "no") { Origin = origin }, out _));

    [Fact]
    public void An_error_is_one_line_with_its_status()
    {
        Report(new EdgeException(EdgeStatus.NotFound, "There is\nno such job."), out string line);
        Assert.Equal("modzy-edge: There is\\nno such job. (NOT_FOUND)\n", line);

        Report(new EdgeException(EdgeStatus.Unavailable, "It is away."), out line);
        Assert.Equal("modzy-edge: It is away. (UNAVAILABLE, try again)\n", line);
    }

    [Theory]
    [InlineData("Set tls.ca_file to it.", "Set --tls-ca to it. (NOT_FOUND)")]
    [InlineData("Turn tls off if", "Turn --tls off if (NOT_FOUND)")]
    [InlineData("(no_proxy, or the option proxy).", "(no_proxy, or the option --proxy). (NOT_FOUND)")]
    public void An_error_names_the_options_of_the_tool(string message, string told) =>
        Assert.Equal(told, Failures.Describe(new EdgeException(EdgeStatus.NotFound, message)));

    [Fact]
    public void A_reader_that_is_gone_is_no_error_to_tell()
    {
        Assert.Equal(ExitCodes.OutputClosed, Report(new OutputException(32), out string line));
        Assert.Empty(line);

        Assert.Equal(ExitCodes.CallFailed, Report(new OutputException(28), out line));
        Assert.Equal("modzy-edge: cannot write to standard output: No space left on device\n", line);
    }

    [Fact]
    public void A_fault_of_the_program_is_one_line_too()
    {
        Assert.Equal(ExitCodes.CallFailed, Report(new InvalidOperationException("oh"), out string line));
        Assert.Equal("modzy-edge: a fault in this program: InvalidOperationException: oh Please report it.\n", line);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001b[31m", "a\\u001b[31m")]
    [InlineData("a\u202eb", "a\\u202eb")]
    [InlineData("a\tb\n", "a\\tb\\n")]
    public void Text_of_others_gives_a_terminal_no_orders(string text, string printed) =>
        Assert.Equal(printed, Printable.Escape(text));

    private static int Report(Exception failure, out string line)
    {
        using var error = new StringWriter { NewLine = "\n" };
        int code = Failures.Report(failure, error);
        line = error.ToString();
        return code;
    }
}
