using Modzy.Edge.Tool.Commands;
using Modzy.Edge.Tool.Doctor;

namespace Modzy.Edge.Tool.Tests;

public sealed class OutputTests
{
    private static readonly string[] Headers = ["NAME", "VALUE"];

    [Fact]
    public void A_table_for_a_program_has_no_borders_no_colours_and_is_never_wrapped()
    {
        using var output = new TestOutput();
        string large = new('x', 500);

        output.Tool.Table(Headers, [["a", large], ["longer", "[red]b\u001b[/]"]]);

        Assert.Equal($"NAME    VALUE\na       {large}\nlonger  [red]b\\u001b[/]\n", output.Output);
    }

    [Fact]
    public void A_table_for_a_terminal_stays_within_it()
    {
        using var output = new TestOutput(width: 40);

        output.Tool.Table(Headers, [["a", new string('x', 100)]]);

        Assert.All(output.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 40));
        Assert.Equal(100, output.Output.Count(c => c == 'x'));
    }

    [Fact]
    public void An_empty_table_has_its_headers()
    {
        using var output = new TestOutput();

        output.Tool.Table(Headers, []);

        Assert.Equal("NAME  VALUE\n", output.Output);
    }

    [Fact]
    public void Json_is_a_line()
    {
        using var output = new TestOutput();

        output.Tool.JsonLine(json => json.WriteStringValue("größer"));

        Assert.Equal("\"größer\"\n", output.Output);
    }

    [Theory]
    [InlineData(null, 0, 0, 0x12, 4, 0, 0, 0, 0, 0)]
    [InlineData("the peer wants TLS", 0x15, 3, 3, 0, 2)]
    [InlineData("the peer speaks HTTP/1: HTTP/1.1 400", (int)'H', (int)'T', (int)'T', (int)'P', (int)'/', (int)'1', (int)'.', (int)'1', (int)' ', (int)'4', (int)'0', (int)'0')]
    [InlineData("the peer closed the connection without an answer")]
    [InlineData("the peer speaks another protocol: SSH-2", (int)'S', (int)'S', (int)'H', (int)'-', (int)'2')]
    public void The_doctor_recognises_what_answers(string? problem, params int[] answer)
    {
        Finding finding = Http2Probe.Judge([.. answer.Select(b => (byte)b)]);

        Assert.Equal(problem is null, finding.Passed);
        Assert.Equal(problem ?? "the peer speaks HTTP/2 without TLS", finding.Text);
    }

    [Theory]
    [InlineData]
    [InlineData(0x15, 3, 3, 0, 2)]
    public void The_doctor_names_the_option_for_an_edge_that_wants_TLS(params int[] answer) =>
        Assert.Contains("se --tls, or --tls-ca", Http2Probe.Judge([.. answer.Select(b => (byte)b)]).Remedy, StringComparison.Ordinal);

    [Fact]
    public void The_emulator_is_found_beside_the_tool_or_in_the_search_path()
    {
        string directory = Directory.CreateTempSubdirectory("modzy-edge-find-").FullName;
        string emulator = Path.Join(directory, "modzy-edge-emulator");
        File.WriteAllText(emulator, "");

        Assert.Equal(emulator, EmulatorCommand.Find(directory, null));
        Assert.Equal(emulator, EmulatorCommand.Find("/nonexistent", $"/bin::{directory}"));
        Assert.Null(EmulatorCommand.Find("/nonexistent", "/nonexistent"));
        Directory.Delete(directory, recursive: true);
    }
}
