using System.CommandLine;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class CancelCommand
{
    public static Command Create(ToolOutput output)
    {
        var job = new Argument<string?>("job") { Description = "The identifier of the job.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Cancel all jobs of this edge that have not come to their end." };
        var command = new EdgeCommand(
            "cancel",
            "Cancels a job, or all of them.",
            "modzy-edge cancel 5f0c8a2e",
            "modzy-edge cancel --all")
        {
            job, all,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(job) is null != result.GetValue(all))
            {
                result.AddError("cancel takes the identifier of a job, or --all.");
            }
        });
        command.SetAction(output, async (parsed, session) =>
        {
            if (parsed.GetValue(job) is string identifier)
            {
                Job cancelled = await session.Client.Jobs.CancelAsync(identifier, null, session.Cancellation);
                Print(session, cancelled.WriteJson, [cancelled]);
            }
            else
            {
                JobPage page = await session.Client.Jobs.CancelAllAsync(null, session.Cancellation);
                Print(session, page.WriteJson, page.Jobs);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(
        EdgeSession session, Action<System.Buffers.IBufferWriter<byte>> json, IEnumerable<Job> jobs)
    {
        if (session.Json)
        {
            session.Output.JsonLine(json);
        }
        else
        {
            JobTables.Summaries(session.Output, jobs);
        }
    }
}
