using System.CommandLine;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class WaitCommand
{
    public static Command Create(ToolOutput output)
    {
        Argument<string> job = JobArguments.Job();
        Option<TimeSpan?> timeout = JobArguments.Timeout();
        var command = new EdgeCommand(
            "wait",
            "Waits until a job is final. Exit status 3 if it failed, 4 if it took too long.",
            "modzy-edge wait 5f0c8a2e",
            "modzy-edge wait 5f0c8a2e --timeout 90s && modzy-edge results 5f0c8a2e")
        {
            job, timeout,
        };
        command.SetAction(output, async (parsed, session) =>
        {
            Job ended = await JobWatch.WaitAsync(session, parsed.GetRequiredValue(job), parsed.GetValue(timeout));
            if (session.Json)
            {
                output.JsonLine(ended.WriteJson);
            }
            else
            {
                JobTables.Jobs(output, [ended]);
            }

            return JobWatch.Judge(session, ended);
        });
        return command;
    }
}
