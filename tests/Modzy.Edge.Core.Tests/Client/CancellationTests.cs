using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Calls that the caller, or the end of the client, cuts short.</summary>
public sealed class CancellationTests : ClientTest
{
    private static readonly TimeSpan _long = TimeSpan.FromHours(1);

    public CancellationTests() => Log.ExpectFailingCalls();

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task The_caller_cancels_a_call_that_runs(Mode mode)
    {
        using var source = new CancellationTokenSource();
        var asked = Answers.OnSilence(EdgeMethods.GetJob);
        var call = mode.Get(await ConnectAsync(), token: source.Token);
        await asked;

        await source.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, cancelled.CancellationToken);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task The_caller_cancels_a_wait(Mode mode)
    {
        using var source = new CancellationTokenSource();
        Answers.On(EdgeMethods.GetJob, new JobDetails { Status = "SUBMITTED" });
        var wait = mode.Wait(await ConnectAsync(), _long, _long, source.Token);
        SpinWait.SpinUntil(() => Answers.Count(EdgeMethods.GetJob) > 0 || wait.IsCompleted);

        await source.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Equal(source.Token, cancelled.CancellationToken);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task A_call_that_was_cancelled_beforehand_is_not_made(Mode mode)
    {
        Answers.On(EdgeMethods.GetJob, new JobDetails());
        var client = await ConnectAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => mode.Get(client, token: new CancellationToken(canceled: true)));

        Assert.Equal(0, Answers.Count(EdgeMethods.GetJob));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Disposing_the_client_ends_the_calls_that_run(Mode mode)
    {
        using var source = new CancellationTokenSource();
        var asked = Answers.OnSilence(EdgeMethods.GetJob, times: 2);
        var client = await ConnectAsync();
        Task[] calls = [mode.Get(client), mode.Get(client, token: source.Token)];
        await asked;

        client.Dispose();

        foreach (var call in calls)
        {
            AssertClosed(await Assert.ThrowsAsync<EdgeException>(() => call));
        }
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Disposing_the_client_ends_a_wait(Mode mode)
    {
        Answers.On(EdgeMethods.GetJob, new JobDetails { Status = "SUBMITTED" });
        var client = await ConnectAsync();
        var wait = mode.Wait(client, _long, _long);
        SpinWait.SpinUntil(() => Answers.Count(EdgeMethods.GetJob) > 0 || wait.IsCompleted);

        client.Dispose();

        AssertClosed(await Assert.ThrowsAsync<EdgeException>(() => wait));
    }

    [Fact]
    public async Task A_disposed_client_makes_no_calls()
    {
        var client = await ConnectAsync();
        client.Dispose();
        client.Dispose();

        Assert.Throws<ObjectDisposedException>(() => client.Jobs.Get("job"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.WaitReadyAsync());
    }

    private static void AssertClosed(EdgeException failure)
    {
        Assert.Equal(EdgeStatus.Cancelled, failure.Status);
        Assert.Equal("The call was cancelled because its client was closed while it ran.", failure.Message);
    }
}
