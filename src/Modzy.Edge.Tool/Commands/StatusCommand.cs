using System.CommandLine;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class StatusCommand
{
    public static Command Create(ToolOutput output)
    {
        Argument<string> job = JobArguments.Job();
        var command = new EdgeCommand(
            "status",
            "Tells how a job is doing.",
            "modzy-edge status 5f0c8a2e",
            "modzy-edge status 5f0c8a2e --json")
        {
            job,
        };
        command.SetAction(output, async (parsed, session) =>
        {
            Job found = await session.Client.Jobs.GetAsync(parsed.GetRequiredValue(job), null, session.Cancellation);
            if (session.Json)
            {
                output.JsonLine(found.WriteJson);
            }
            else
            {
                JobTables.Jobs(output, [found]);
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
