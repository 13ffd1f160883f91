using System.CommandLine;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class ResultsCommand
{
    public static Command Create(ToolOutput output)
    {
        Argument<string> job = JobArguments.Job();
        var item = new Option<string?>("--item") { Description = "The input item whose result to fetch.", HelpName = "key" };
        var name = new Option<string?>("--output")
        {
            Description = "Write the bytes of this output, such as results.json, as the model wrote them.",
            HelpName = "name",
        };
        var command = new EdgeCommand(
            "results",
            "Prints the results of a job, those that are there if it still runs.",
            "modzy-edge results 5f0c8a2e",
            "modzy-edge results 5f0c8a2e --json | jq .results",
            "modzy-edge results 5f0c8a2e --output results.json > results.json",
            "modzy-edge results 5f0c8a2e --item photo.jpg --output mask.png > mask.png")
        {
            job, item, name,
        };
        command.SetAction(output, async (parsed, session) =>
        {
            string identifier = parsed.GetRequiredValue(job);
            string? key = parsed.GetValue(item);
            if (parsed.GetValue(name) is string outputName)
            {
                key ??= await OnlyItemAsync(session, identifier);
                ReadOnlyMemory<byte> bytes =
                    await session.Client.Jobs.GetOutputAsync(identifier, key, outputName, null, session.Cancellation);
                output.Bytes(bytes.Span);
            }
            else if (key is not null)
            {
                JobResult result =
                    await session.Client.Jobs.GetResultAsync(identifier, key, null, session.Cancellation);
                Print(session, result);
            }
            else
            {
                Print(session, await session.Client.Jobs.GetResultsAsync(identifier, null, session.Cancellation));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Prints all results, and says if there will be more.</summary>
    public static void Print(EdgeSession session, JobResults results)
    {
        if (session.Json)
        {
            session.Output.JsonLine(results.WriteJson);
            return;
        }

        JobTables.Results(session.Output, results);
        if (!results.Finished)
        {
            session.Output.Flush();
            Failures.Tell(session.Output.Error, $"the job still runs: {results.Completed + results.Failed} of {results.Total} input items are done.");
        }
    }

    private static void Print(EdgeSession session, JobResult result)
    {
        if (session.Json)
        {
            session.Output.JsonLine(result.WriteJson);
        }
        else
        {
            session.Output.Text.WriteLine(result.Json?.GetRawText() ?? "");
        }
    }

    private static async Task<string> OnlyItemAsync(EdgeSession session, string job)
    {
        Job found = await session.Client.Jobs.GetAsync(job, null, session.Cancellation);
        IReadOnlyList<string> keys = found.JobInputs ?? [];
        string names = keys.Count == 0 ? "" : $": {string.Join(", ", keys.Take(20))}";
        return keys.Count == 1
            ? keys[0]
            : throw ToolException.Usage($"job {job} has {keys.Count} input items; name one with --item{names}.");
    }
}
