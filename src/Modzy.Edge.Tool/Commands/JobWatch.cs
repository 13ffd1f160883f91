using Modzy.Edge.Tool.Output;
using Spectre.Console;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Waits for the end of a job; on a terminal with a bar that shows how far it is.</summary>
internal static class JobWatch
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    public static async Task<Job> WaitAsync(EdgeSession session, string job, TimeSpan? timeout)
    {
        session.Job = job;
        TimeSpan limit = timeout ?? DefaultTimeout;
        Job ended = session.Output.ErrorIsTerminal
            ? await WithBar(session, job, limit)
            : await session.Client.Jobs.WaitAsync(job, new EdgeWaitOptions { Timeout = limit }, session.Cancellation);
        session.Job = null;
        return ended;
    }

    /// <summary>The exit code for a job, and the line on standard error if it did not go well.</summary>
    public static int Judge(EdgeSession session, Job job)
    {
        if (job is { Status: "COMPLETE", Failed: null or 0 })
        {
            return ExitCodes.Ok;
        }

        string how = job.Status == "COMPLETE" ? $"is complete, but {job.Failed} of its {job.Total} input items failed" : $"ended as {job.Status}";
        Failures.Tell(session.Output.Error, $"job {job.JobIdentifier} {how}; '{CommandLine.ProgramName} results {job.JobIdentifier}' tells why.");
        return ExitCodes.JobFailed;
    }

    private static Task<Job> WithBar(EdgeSession session, string job, TimeSpan limit) =>
        session.Output.Progress().Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var bar = new Bar(context.AddTask($"job {Markup.Escape(Printable.Escape(job))}"));
                var wait = new EdgeWaitOptions { Timeout = limit, Progress = bar };
                return session.Client.Jobs.WaitAsync(job, wait, session.Cancellation);
            });

    /// <summary>Shows on a line how far the job is.</summary>
    private sealed class Bar(ProgressTask task) : IProgress<Job>
    {
        public void Report(Job value)
        {
            if (value.Total is > 0 and long total)
            {
                task.MaxValue = total;
                task.Value = (value.Completed ?? 0) + (value.Failed ?? 0);
            }

            task.Description =
                $"{Markup.Escape(Printable.Escape(value.Status))}, {value.Completed ?? 0} of {value.Total ?? 0} done, {value.Failed ?? 0} failed";
        }
    }
}
