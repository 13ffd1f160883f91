using System.CommandLine;
using Modzy.Edge.Tool.Inputs;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class SubmitCommand
{
    public static Command Create(ToolOutput output)
    {
        Argument<string> model = JobArguments.Model();
        Argument<string> version = JobArguments.Version();
        var inputs = new InputOptions();
        var watch = new Option<bool>("--watch") { Description = "Wait for the end of the job, show progress on a terminal, print the results." };
        Option<TimeSpan?> timeout = JobArguments.Timeout();
        Option<TimeSpan?> jobTimeout = Parsers.Duration("--job-timeout", "How long the edge may work on each input item.");
        Option<bool> explain = JobArguments.Explain();
        var command = new EdgeCommand(
            "submit",
            "Submits a job and prints its identifier. Input of more than 2 MiB is sent in chunks.",
            "modzy-edge submit inspector 1.0.0 photo.jpg --watch",
            "modzy-edge submit detector 2.1.0 --input image *.jpg        # an item for each photo",
            "modzy-edge submit detector 2.1.0 image=photo.jpg roi=roi.json   # one item of two inputs",
            "modzy-edge submit detector 2.1.0 a/image=1.jpg b/image=2.jpg    # two items, a and b",
            "cat photo.jpg | modzy-edge submit inspector 1.0.0 --input image -",
            "modzy-edge submit sentiment 1.0.0 --text 'what a day' --watch --json",
            "job=$(modzy-edge submit inspector 1.0.0 photo.jpg) && modzy-edge wait $job")
        {
            model, version,
        };
        inputs.AddTo(command, items: true);
        command.Add(watch);
        command.Add(timeout);
        command.Add(jobTimeout);
        command.Add(explain);
        command.SetAction(output, async (parsed, session) =>
        {
            var submission = new Submission(
                parsed.GetRequiredValue(
                    model), parsed.GetRequiredValue(version), parsed.GetValue(explain), parsed.GetValue(jobTimeout));
            Job job = await submission.SendAsync(session, inputs.Read(parsed));
            if (!parsed.GetValue(watch))
            {
                Print(session, job);
                return ExitCodes.Ok;
            }

            Job ended = await JobWatch.WaitAsync(session, job.JobIdentifier, parsed.GetValue(timeout));
            ResultsCommand.Print(
                session, await session.Client.Jobs.GetResultsAsync(job.JobIdentifier, null, session.Cancellation));
            output.Flush();
            return JobWatch.Judge(session, ended);
        });
        return command;
    }

    private static void Print(EdgeSession session, Job job)
    {
        if (session.Json)
        {
            session.Output.JsonLine(job.WriteJson);
        }
        else
        {
            session.Output.Text.WriteLine(Printable.Escape(job.JobIdentifier));
        }
    }
}
