namespace Modzy.Edge.Core.Tests.Client;

/// <summary>The two ways to make each call.</summary>
public enum Mode
{
    Blocking,
    Asynchronous,
}

/// <summary>Each call, both ways.</summary>
internal static class ModeCalls
{
    public static Task<Job> Submit(
        this Mode mode, EdgeClient client, IReadOnlyList<EdgeSource> sources, EdgeCallOptions? options =
            null, CancellationToken token = default) =>
        mode.Run(
            () => client.Jobs.SubmitEmbedded("m", "1.0.0", sources, explain: true, options, token),
            () => client.Jobs.SubmitEmbeddedAsync("m", "1.0.0", sources, explain: true, options, token));

    public static Task<Job> Get(
        this Mode mode, EdgeClient client, string job = "job", EdgeCallOptions? options = null, CancellationToken token = default) =>
        mode.Run(() => client.Jobs.Get(job, options, token), () => client.Jobs.GetAsync(job, options, token));

    public static Task<Job> Wait(
        this Mode mode, EdgeClient client, TimeSpan? timeout =
            null, TimeSpan? poll = null, CancellationToken token = default) =>
        mode.Run(
            () => client.Jobs.Wait("job", timeout, poll, null, token), () => client.Jobs.WaitAsync("job", timeout, poll, null, token));

    public static Task<JobResults> GetResults(this Mode mode, EdgeClient client) =>
        mode.Run(() => client.Jobs.GetResults("job"), () => client.Jobs.GetResultsAsync("job"));

    public static Task WaitReady(
        this Mode mode, EdgeClient client, TimeSpan? timeout = null, CancellationToken token = default) =>
        mode.Run(
            () =>
            {
                client.WaitReady(timeout, token);
                return true;
            },
            async () =>
            {
                await client.WaitReadyAsync(timeout, token);
                return true;
            });

    /// <summary>A call that blocks has a thread of its own.</summary>
    public static Task<T> Run<T>(this Mode mode, Func<T> blocking, Func<Task<T>> asynchronous) => mode == Mode.Blocking
        ? Task.Factory.StartNew(
            blocking, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        : asynchronous();
}
