using System.CommandLine;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class ListCommand
{
    private static readonly string[] _states = ["SUBMITTED", "IN_PROGRESS", "OPEN", "COMPLETE", "CANCELED", "FAILED"];

    public static Command Create(ToolOutput output)
    {
        var status = new Option<string?>("--status")
        {
            Description = "Jobs in this state, such as COMPLETE.",
            HelpName = "status",
            CompletionSources = { _states },
        };
        var model = new Option<string?>("--model") { Description = "Jobs of this model.", HelpName = "model" };
        var since = new Option<string?>("--since")
        {
            Description = "Jobs submitted at this time or later, such as 2026-01-31 or 2026-01-31T12:00:00Z.",
            HelpName = "time",
        };
        var until = new Option<string?>("--until") { Description = "Jobs submitted at this time or earlier.", HelpName = "time" };
        var history = new Option<bool>("--history") { Description = "Ask for the jobs of the past, of which the edge tells more." };
        var command = new EdgeCommand(
            "list",
            "Lists jobs.",
            "modzy-edge list",
            "modzy-edge list --status FAILED --since 2026-01-31",
            "modzy-edge list --history --model inspector",
            "modzy-edge list --json | jq -r '.jobs[].job_identifier'")
        {
            status, model, since, until, history,
        };
        command.SetAction(output, async (parsed, session) =>
        {
            EdgeJobs jobs = session.Client.Jobs;
            bool isHistory = parsed.GetValue(history);
            JobPage page = isHistory
                ? await jobs.HistoryAsync(
                    new JobHistoryListFilter
                    {
                        Status = parsed.GetValue(status), Model = parsed.GetValue(model),
                        StartDate = parsed.GetValue(since), EndDate = parsed.GetValue(until),
                    },
                    null,
                    session.Cancellation)
                : await jobs.ListAsync(
                    new JobListFilter
                    {
                        Status = parsed.GetValue(status), Model = parsed.GetValue(model),
                        StartDate = parsed.GetValue(since), EndDate = parsed.GetValue(until),
                    },
                    null,
                    session.Cancellation);
            if (session.Json)
            {
                output.JsonLine(page.WriteJson);
            }
            else if (isHistory)
            {
                JobTables.Jobs(output, page.Jobs);
            }
            else
            {
                JobTables.Summaries(output, page.Jobs);
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
