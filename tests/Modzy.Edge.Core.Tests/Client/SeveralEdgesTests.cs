using Grpc.Core;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>What callers see of calls that go on to the next of several edges.</summary>
public sealed class SeveralEdgesTests : ClientTest
{
    private readonly EdgeAnswers _other = new();

    public static TheoryData<EdgeTransportKind, Mode> Ways => new()
    {
        { EdgeTransportKind.Direct, Mode.Blocking }, { EdgeTransportKind.Direct, Mode.Asynchronous },
        { EdgeTransportKind.Channel, Mode.Blocking }, { EdgeTransportKind.Channel, Mode.Asynchronous },
    };

    private IEnumerable<string> Lines => Log.Entries.Where(static entry => entry.Level == LogLevel.Debug)
        .Select(static entry => entry.Text.Trim());

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_call_that_goes_on_to_the_next_edge_is_counted_and_logged_as_sent_again(EdgeTransportKind transport, Mode mode)
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.Unavailable, "Restarting.");
        _other.On(EdgeMethods.GetJob, new JobDetails { JobIdentifier = "job", Status = "COMPLETE" });
        await using var edges = await EdgesAsync(new EdgeClientOptions { Transport = transport });

        Assert.Equal("COMPLETE", (await mode.Get(edges.Client)).Status);

        Assert.Equal((1, 1), (Answers.Count(EdgeMethods.GetJob), _other.Count(EdgeMethods.GetJob)));
        Assert.Equal((1, 1), (edges.Client.GetStatistics().Calls, edges.Client.GetStatistics().Retries));
        Assert.Collection(
            Lines,
            line => Assert.Equal($"{EdgeMethods.GetJob.FullName} to {edges.First} failed with UNAVAILABLE; attempt 2 follows in 0 ms", line),
            line => Assert.Matches($"^{EdgeMethods.GetJob.FullName} to {edges.Second}: OK after .*, attempt 2$", line));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_error_tells_the_attempts_at_all_edges(EdgeTransportKind transport, Mode mode)
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.Unavailable, "Restarting.");
        _other.OnFailure(EdgeMethods.GetJob, StatusCode.Unavailable, "Restarting, too.");
        var retry = new EdgeRetryOptions { MaxAttempts = 2, InitialBackoff = TimeSpan.FromMilliseconds(2) };
        await using var edges = await EdgesAsync(new EdgeClientOptions { Transport = transport, Retry = retry });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(edges.Client));

        Assert.Equal((2, 2), (Answers.Count(EdgeMethods.GetJob), _other.Count(EdgeMethods.GetJob)));
        Assert.Equal((4, 3), (failure.Attempts, edges.Client.GetStatistics().Retries));
        Assert.EndsWith("The call was tried 4 times.", failure.Message, StringComparison.Ordinal);
        Assert.Collection(
            Lines,
            line => Assert.Contains($"to {edges.First} failed with UNAVAILABLE; attempt 2 follows", line, StringComparison.Ordinal),
            line => Assert.Contains("failed with UNAVAILABLE; attempt 3 follows", line, StringComparison.Ordinal),
            line => Assert.Contains("failed with UNAVAILABLE; attempt 4 follows", line, StringComparison.Ordinal),
            line => Assert.Contains("attempt 4: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_attempt_is_one_at_each_edge(EdgeTransportKind transport, Mode mode)
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.Unavailable, "Restarting.");
        _other.OnFailure(EdgeMethods.GetJob, StatusCode.InvalidArgument, "No.");
        var retry = new EdgeRetryOptions { MaxAttempts = 1 };
        await using var edges = await EdgesAsync(new EdgeClientOptions { Transport = transport, Retry = retry });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(edges.Client));

        Assert.Equal((EdgeStatus.InvalidArgument, 2), (failure.Status, failure.Attempts));
        Assert.Equal(1, edges.Client.GetStatistics().Retries);
    }

    private async Task<Edges> EdgesAsync(EdgeClientOptions options)
    {
        FakeEdge first = await StartEdgeAsync();
        return new Edges(first, await FakeEdge.StartAsync(_other), options with { LoggerFactory = Log });
    }

    private sealed class Edges(FakeEdge first, FakeEdge second, EdgeClientOptions options) : IAsyncDisposable
    {
        public string First { get; } = $"127.0.0.1:{first.Port}";

        public string Second { get; } = $"127.0.0.1:{second.Port}";

        public EdgeClient Client { get; } = new($"127.0.0.1:{first.Port},127.0.0.1:{second.Port}", options: options);

        public ValueTask DisposeAsync()
        {
            Client.Dispose();
            return second.DisposeAsync();
        }
    }
}
