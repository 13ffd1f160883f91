using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Waiting for the edge itself.</summary>
public sealed class WaitReadyTests : ClientTest
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _brief = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task An_edge_that_is_there(Mode mode)
    {
        Answers.On(EdgeMethods.GetFeatures, new JobFeatures { InputChunkMaximumSize = "1M" });

        await mode.WaitReady(await ConnectAsync(), _hour, Ended);

        Assert.Equal(1, Answers.Count(EdgeMethods.GetFeatures));
    }

    [Theory]
    [InlineData(StatusCode.Unimplemented)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unauthenticated)]
    public async Task An_edge_that_does_not_like_the_question_is_there_too(StatusCode code)
    {
        Answers.OnFailure(EdgeMethods.GetFeatures, code, "No.");

        await Mode.Blocking.WaitReady(await ConnectAsync(), _hour, Ended);

        Assert.Equal(1, Answers.Count(EdgeMethods.GetFeatures));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task An_edge_that_comes_late(Mode mode)
    {
        Log.ExpectFailingCalls();
        Answers.On(EdgeMethods.GetFeatures, new JobFeatures());
        var port = UnusedPort.Find();
        var wait = mode.WaitReady(Client(port), _hour, Ended);
        await Task.Delay(100, Ended);
        Assert.False(wait.IsCompleted);
        await StartEdgeAsync(port);

        await wait;
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Cancelled)]
    public async Task An_edge_that_is_overloaded_or_stops_at_first(StatusCode code)
    {
        Log.ExpectFailingCalls();
        Answers.OnRaw(EdgeMethods.GetFeatures, (_, _) => Answers.Count(EdgeMethods.GetFeatures) < 3
            ? throw new RpcException(new Status(code, "Starting."))
            : Task.FromResult<byte[]>([]));

        await Mode.Asynchronous.WaitReady(await ConnectAsync(), _hour, Ended);

        Assert.Equal(3, Answers.Count(EdgeMethods.GetFeatures));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Nobody_comes(Mode mode)
    {
        Log.ExpectFailingCalls();
        var client = Client(UnusedPort.Find());

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.WaitReady(client, _brief));

        Assert.Equal(
            (EdgeStatus.DeadlineExceeded, $"127.0.0.1:{client.Port}", EdgeMethods.GetFeatures.FullName, null),
            (failure.Status, failure.Endpoint, failure.Method, failure.ServerMessage));
        Assert.Equal(
            $"The edge was not ready within 250 ms. 127.0.0.1:{client.Port} cannot be reached: Connection refused. Check that the edge is "
            + "running there, and that the host, the port and the network are right.",
            failure.Message);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Without_time_there_is_one_attempt(Mode mode)
    {
        Log.ExpectFailingCalls();
        Answers.On(EdgeMethods.GetFeatures, new JobFeatures());
        var client = Client(UnusedPort.Find());

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.WaitReady(client, TimeSpan.Zero));
        await mode.WaitReady(await ConnectAsync(), TimeSpan.Zero);

        Assert.StartsWith(
            $"The edge was not ready when it was asked. 127.0.0.1:{client.Port} cannot be reached: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_accepts_the_connection_and_says_nothing()
    {
        Log.ExpectFailingCalls();
        using var server = new CannedTcpServer("");
        var client = Client(server.Port);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.WaitReadyAsync(_brief, Ended));

        Assert.Equal(EdgeStatus.DeadlineExceeded, failure.Status);
        Assert.Matches(
            $@"^The edge was not ready within 250 ms\. 127\.0\.0\.1:{client.Port} did not answer within [0-9.]+ ms\.", failure.Message);
    }

    [Fact]
    public async Task The_edge_stays_overloaded()
    {
        Log.ExpectFailingCalls();
        Answers.OnFailure(EdgeMethods.GetFeatures, StatusCode.Unavailable, "Starting.");
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.WaitReadyAsync(_brief * 2, Ended));

        Assert.Equal((EdgeStatus.DeadlineExceeded, "Starting."), (failure.Status, failure.ServerMessage));
        Assert.Equal(
            $"The edge was not ready within 500 ms. 127.0.0.1:{client.Port} answered UNAVAILABLE: Starting. Try again a little later.",
            failure.Message);
    }
}
