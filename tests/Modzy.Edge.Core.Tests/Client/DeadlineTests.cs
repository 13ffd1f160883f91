using Grpc.Core;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>No call lasts for ever.</summary>
public sealed class DeadlineTests : ClientTest
{
    private static readonly EdgeCallOptions _brief = new() { Deadline = TimeSpan.FromMilliseconds(150) };

    public DeadlineTests() => Log.ExpectFailingCalls();

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task The_clients_deadline(Mode mode)
    {
        _ = Answers.OnSilence(EdgeMethods.GetJob);
        var client = await ConnectAsync(new EdgeClientOptions { Deadline = TimeSpan.FromMilliseconds(150) });
        client.WaitReady(null, Ended);

        await AssertDeadline(client, mode.Get(client));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task The_deadline_of_a_call_comes_before_the_clients(Mode mode)
    {
        _ = Answers.OnSilence(EdgeMethods.GetJob);
        var client = await ConnectAsync(new EdgeClientOptions { Deadline = Timeout.InfiniteTimeSpan });
        client.WaitReady(null, Ended);

        await AssertDeadline(client, mode.Get(client, options: _brief));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task A_server_that_accepts_the_connection_and_says_nothing(Mode mode)
    {
        using var server = new CannedTcpServer("");
        var client = Client(server.Port);

        await AssertDeadline(client, mode.Submit(client, [new EdgeSource("s", new EdgeInput("i", new byte[5_000_000]))], _brief));
    }

    [Fact]
    public async Task The_edge_learns_of_the_deadline()
    {
        var told = new TaskCompletionSource<DateTime>();
        Answers.OnRaw(EdgeMethods.GetJob, (_, call) =>
        {
            told.SetResult(call.Deadline);
            return Task.FromResult<byte[]>([]);
        });
        var before = DateTime.UtcNow;

        await (await ConnectAsync()).Jobs.GetAsync("job", new EdgeCallOptions { Deadline = TimeSpan.FromHours(1) }, Ended);

        Assert.InRange(await told.Task, before.AddMinutes(59), DateTime.UtcNow.AddMinutes(61));
    }

    [Fact]
    public async Task Without_a_deadline_the_edge_is_told_none()
    {
        var told = new TaskCompletionSource<DateTime>();
        Answers.OnRaw(EdgeMethods.GetJob, (_, call) =>
        {
            told.SetResult(call.Deadline);
            return Task.FromResult<byte[]>([]);
        });

        await (await ConnectAsync()).Jobs.GetAsync("job", new EdgeCallOptions { Deadline = Timeout.InfiniteTimeSpan }, Ended);

        Assert.Equal(DateTime.MaxValue, await told.Task);
    }

    [Theory]
    [InlineData(Mode.Blocking, EdgeTransportKind.Direct)]
    [InlineData(Mode.Asynchronous, EdgeTransportKind.Direct)]
    [InlineData(Mode.Blocking, EdgeTransportKind.Channel)]
    [InlineData(Mode.Asynchronous, EdgeTransportKind.Channel)]
    public async Task A_submission_whose_deadline_the_edge_reports_may_have_been_taken(Mode mode, EdgeTransportKind transport)
    {
        Answers.OnFailure(EdgeMethods.SubmitJob, StatusCode.DeadlineExceeded, "Deadline Exceeded");
        var client = await ConnectAsync(new EdgeClientOptions { Transport = transport });

        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => mode.Submit(client, [new EdgeSource("s", new EdgeInput("i", new byte[10]))]));

        Assert.Equal((EdgeStatus.DeadlineExceeded, EdgeSent.All), (failure.Status, failure.Sent));
        Assert.EndsWith(
            "set a longer deadline. The whole request had left: the edge may have taken the job, whose identifier is not known here.",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mode.Blocking, EdgeTransportKind.Direct)]
    [InlineData(Mode.Asynchronous, EdgeTransportKind.Direct)]
    [InlineData(Mode.Blocking, EdgeTransportKind.Channel)]
    [InlineData(Mode.Asynchronous, EdgeTransportKind.Channel)]
    public async Task An_edge_that_is_first_to_report_it(Mode mode, EdgeTransportKind transport)
    {
        Answers.OnRaw(EdgeMethods.GetJob, async (_, call) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(140), CancellationToken.None);
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"));
        });
        var client = await ConnectAsync(new EdgeClientOptions { Transport = transport });

        await AssertDeadline(client, mode.Get(client, options: _brief));
    }

    private static async Task AssertDeadline(EdgeClient client, Task call)
    {
        var failure = await Assert.ThrowsAsync<EdgeException>(() => call);

        Assert.Equal((EdgeStatus.DeadlineExceeded, false), (failure.Status, failure.IsRetriable));
        Assert.EndsWith(". If the edge is only busy or the data large, set a longer deadline.", failure.Message, StringComparison.Ordinal);
        Assert.Equal((EdgeErrorOrigin.Local, null), (failure.Origin, failure.ServerMessage));
        Assert.StartsWith($"127.0.0.1:{client.Port} did not answer within 150 ms.", failure.Message, StringComparison.Ordinal);
    }
}
