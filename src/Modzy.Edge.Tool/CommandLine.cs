using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Modzy.Edge.Tool.Commands;
using Modzy.Edge.Tool.Output;
using Modzy.Edge.Tool.Process;

namespace Modzy.Edge.Tool;

/// <summary>The commands of the program, and how one of them is run.</summary>
internal static class CommandLine
{
    public const string ProgramName = "modzy-edge";

    private const string ExitStatus = """
        Exit status:
          0  it worked
          1  the call failed: the edge refused it, there is no such model or job, ...
          2  an argument, a file or the configuration is wrong
          3  the job failed or was cancelled, or some of its input items failed
          4  the deadline or the timeout passed
          5  the edge cannot be reached; worth another try
          130, 143  ended by SIGINT, SIGTERM

        The edge is the one of --host and --port; else of --context; else of the environment
        variables MODZY_EDGE_HOST and MODZY_EDGE_PORT; else of MODZY_EDGE_CONTEXT; else the
        current context; else localhost, port 55000.
        """;

    public static RootCommand Create(ToolOutput output)
    {
        var root = new RootCommand("Runs models on a Modzy Edge, and looks after its jobs.")
        {
            SubmitCommand.Create(output),
            StatusCommand.Create(output),
            WaitCommand.Create(output),
            ResultsCommand.Create(output),
            ListCommand.Create(output),
            CancelCommand.Create(output),
            RunCommand.Create(output),
            StreamCommand.Create(output),
            PingCommand.Create(output),
            FeaturesCommand.Create(output),
            BenchCommand.Create(output),
            DoctorCommand.Create(output),
            ContextCommand.Create(output),
            CompletionCommand.Create(output),
            EmulatorCommand.Create(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        using ToolOutput output = ToolOutput.OfProcess();
        using var interruption = new Interruption();
        int code = await RunAsync(arguments, output, interruption.Token);
        return interruption.Signal is int signal && code == ExitCodes.Signalled ? Interruption.EndBy(signal) : code;
    }

    /// <returns>The exit code; <see cref="ExitCodes.Signalled"/> if the token has ended the command.</returns>
    public static async Task<int> RunAsync(string[] arguments, ToolOutput output, CancellationToken cancellation)
    {
        ParseResult parsed = Create(output).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (string message in parsed.Errors.Select(each => each.Message).Distinct())
            {
                Failures.Tell(output.Error, message);
            }

            Failures.Tell(output.Error, $"'{ToolCommand.Path(parsed.CommandResult.Command)} --help' shows how it is used.");
            return ExitCodes.Usage;
        }

        try
        {
            int code = await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                    Output = output.Text,
                    Error = output.Error,
                },
                cancellation);
            output.Flush();
            return code;
        }
        catch (Exception e)
        {
            return Failures.Report(e, output.Error);
        }
    }

    /// <summary>The help of System.CommandLine, with the examples of the command below it.</summary>
    private sealed class HelpWithExamples(HelpAction action) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int code = action.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            switch (parseResult.CommandResult.Command)
            {
                case ToolCommand { Examples.Count: > 0 } command:
                    output.WriteLine("Examples:");
                    foreach (string example in command.Examples)
                    {
                        output.WriteLine($"  {example}");
                    }

                    break;
                case RootCommand:
                    output.WriteLine("Examples:");
                    output.WriteLine("  modzy-edge submit inspector 1.0.0 photo.jpg --watch");
                    output.WriteLine("  modzy-edge run inspector 1.0.0 photo.jpg");
                    output.WriteLine("  modzy-edge doctor --host camera-7.local");
                    output.WriteLine();
                    output.WriteLine(ExitStatus);
                    break;
            }

            return code;
        }
    }
}
