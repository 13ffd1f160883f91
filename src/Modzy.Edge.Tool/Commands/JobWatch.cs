using Modzy.Edge.Tool.Output;
using Spectre.Console;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Waits for the end of a job; on a terminal with a bar that shows how far it is.</summary>
internal static class JobWatch
{
    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(200);

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

    private static async Task<Job> WithBar(EdgeSession session, string job, TimeSpan limit)
    {
        long start = Environment.TickCount64;
        return await session.Output.Progress().Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask($"job {Markup.Escape(Printable.Escape(job))}");
                while (true)
                {
                    TimeSpan left = limit - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
                    bool isLast = limit != Timeout.InfiniteTimeSpan && left <= _slice;
                    try
                    {
                        TimeSpan rest = left > TimeSpan.Zero ? left : TimeSpan.Zero;
                        var wait = new EdgeWaitOptions { Timeout = isLast ? rest : _slice };
                        Job ended = await session.Client.Jobs.WaitAsync(job, wait, session.Cancellation);
                        Show(bar, ended);
                        return ended;
                    }
                    catch (EdgeException e) when (
                        e is { Status: EdgeStatus.DeadlineExceeded, Job: not null } && !isLast)
                    {
                        Show(bar, e.Job);
                    }
                }
            });
    }

    private static void Show(ProgressTask bar, Job job)
    {
        if (job.Total is > 0 and long total)
        {
            bar.MaxValue = total;
            bar.Value = (job.Completed ?? 0) + (job.Failed ?? 0);
        }

        bar.Description = $"{Markup.Escape(Printable.Escape(job.Status))}, {job.Completed ?? 0} of {job.Total ?? 0} done, {job.Failed ?? 0} failed";
    }
}
