using System.CommandLine;
using Modzy.Edge.Tool.Commands;

namespace Modzy.Edge.Tool.Tests;

public sealed class CommandLineTests
{
    public static TheoryData<string> Commands()
    {
        using var output = new TestOutput();
        return [.. All(CommandLine.Create(output.Tool)).Select(ToolCommand.Path)];
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_help_describes_its_options_and_ends_with_examples_that_parse(string path)
    {
        using var output = new TestOutput();
        int code = await CommandLine.RunAsync([.. path.Split(' ')[1..], "--help"], output.Tool, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Empty(output.Error);
        Command command = All(CommandLine.Create(output.Tool)).Single(each => ToolCommand.Path(each) == path);
        Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description)));
        if (command is ToolCommand { Examples: { Count: > 0 } examples })
        {
            Assert.Contains("Examples:\n", output.Output, StringComparison.Ordinal);
            Assert.All(examples, example => Assert.Contains($"  {example}\n", output.Output, StringComparison.Ordinal));
            Assert.All(examples, example => Assert.Contains(
                CommandLine.ProgramName, example, StringComparison.Ordinal));
        }
        else
        {
            Assert.Equal("modzy-edge emulator", path);
        }
    }

    [Theory]
    [InlineData("Unrecognized command or argument 'nonsense'.", "nonsense")]
    [InlineData("Required argument 'model' missing for command: 'submit'.", "submit")]
    [InlineData("--port takes a number from 1 to 65535, not '0'.", "ping", "--port", "0")]
    [InlineData("--port takes a number from 1 to 65535, not 'x'.", "ping", "--port", "x")]
    [InlineData("--balancing takes pick_first or round_robin, not 'best'.", "ping", "--balancing", "best")]
    [InlineData("--deadline takes a time above zero, such as 2.5 (seconds), 250ms, 5m, 1h, or none, not '-1'.", "ping", "--deadline", "-1")]
    [InlineData("--context names an edge, and so do --host and --port; give one of them.", "ping", "--context", "a", "--host", "b")]
    [InlineData("host is \"http://h\", a URL; give the name or the address alone, without a scheme.", "ping", "--host", "http://h")]
    [InlineData("cancel takes the identifier of a job, or --all.", "cancel")]
    [InlineData("cancel takes the identifier of a job, or --all.", "cancel", "x", "--all")]
    [InlineData("there is no input; name a file, - for standard input, or give --text.", "submit", "m", "1", "--host", "h")]
    [InlineData("cannot read /nonexistent: there is no such file.", "submit", "m", "1", "/nonexistent", "--host", "h")]
    [InlineData("/proc is a directory; name a file, or the files in it: '/proc/*'.", "run", "m", "1", "/proc", "--host", "h")]
    [InlineData("--tag takes KEY=VALUE, not 'a'.", "run", "m", "1", "--text", "x", "--tag", "a", "--host", "h")]
    [InlineData("--call job needs a model and its version.", "bench", "--call", "job", "--host", "h")]
    [InlineData("--frames says how standard input is divided", "stream", "m", "1", "-", "--host", "h")]
    public async Task What_is_wrong_is_told_in_a_line(string message, params string[] arguments)
    {
        using var output = new TestOutput();

        Assert.Equal(
            ExitCodes.Usage, await CommandLine.RunAsync(arguments, output.Tool, TestContext.Current.CancellationToken));
        Assert.Contains(output.Error.Split('\n'), line => line.StartsWith($"modzy-edge: {message}", StringComparison.Ordinal));
        Assert.Empty(output.Output);
    }

    [Theory]
    [InlineData("2.5", 2500)]
    [InlineData("250ms", 250)]
    [InlineData("90s", 90_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("s", null)]
    [InlineData("1d", null)]
    [InlineData("1e99", null)]
    public void Durations_are_seconds_or_have_a_unit(string text, int? milliseconds) =>
        Assert.Equal(milliseconds, Parsers.DurationOf(text)?.TotalMilliseconds);

    [Theory]
    [InlineData("1000", 1000)]
    [InlineData("64K", 65536)]
    [InlineData("1m", 1 << 20)]
    [InlineData("0", null)]
    [InlineData("4096M", null)]
    [InlineData("K", null)]
    public void Sizes_are_in_powers_of_1024(string text, int? size) => Assert.Equal(size, Parsers.SizeOf(text));

    private static IEnumerable<Command> All(Command command) =>
        command.Subcommands.SelectMany(each => All(each).Prepend(each));
}
