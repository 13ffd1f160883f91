using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>What a client tells of its calls: statistics, the log, traces.</summary>
public sealed class StatisticsTests : ClientTest
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(Mode.Blocking, EdgeTransportKind.Direct)]
    [InlineData(Mode.Asynchronous, EdgeTransportKind.Direct)]
    [InlineData(Mode.Blocking, EdgeTransportKind.Channel)]
    [InlineData(Mode.Asynchronous, EdgeTransportKind.Channel)]
    public async Task Calls_are_counted(Mode mode, EdgeTransportKind transport)
    {
        var isAway = true;
        Answers.On(EdgeMethods.GetJob, (_, _) =>
        {
            (var was, isAway) = (isAway, false);
            return was
                ? throw new RpcException(new Status(StatusCode.Unavailable, "Restarting."))
                : Task.FromResult<IMessage>(new JobDetails { JobIdentifier = "job", Status = "COMPLETE" });
        });
        var client = await ConnectAsync(new EdgeClientOptions
        {
            Transport = transport,
            Retry = new EdgeRetryOptions { InitialBackoff = TimeSpan.FromMilliseconds(2) },
        });

        for (var i = 0; i < 10; i++)
        {
            await mode.Get(client);
        }

        await Assert.ThrowsAsync<EdgeException>(() => mode.GetResults(client));
        var statistics = client.GetStatistics();

        Assert.Equal((11, 0, 10, 1), (statistics.Calls, statistics.CallsInFlight, statistics.Succeeded, statistics.Retries));
        Assert.Equal([new(EdgeStatus.Unimplemented, 1)], statistics.Failures);
        Assert.Equal((1, 1, 0), (statistics.ConnectionsOpened, statistics.ConnectionsOpen, statistics.ConnectionsFailed));
        Assert.InRange(statistics.BytesSent, 100, 100_000);
        Assert.InRange(statistics.BytesReceived, 100, 100_000);
        Assert.True(statistics.LatencyMedian > TimeSpan.Zero && statistics.LatencyMedian <= statistics.Latency99);
        Assert.True(statistics.Latency99 <= statistics.LatencyMaximum);
    }

    [Fact]
    public async Task A_call_that_runs_is_in_flight_until_it_is_cancelled()
    {
        var asked = Answers.OnSilence(EdgeMethods.GetJob);
        var client = await ConnectAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        var call = client.Jobs.GetAsync("job", cancellationToken: cancellation.Token);
        await asked;
        Assert.Equal((1, 1), (client.GetStatistics().Calls, client.GetStatistics().CallsInFlight));

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.Equal(0, client.GetStatistics().CallsInFlight);
        Assert.Equal(1, client.GetStatistics().Failures[EdgeStatus.Cancelled]);
    }

    [Fact]
    public void A_connection_that_is_refused_is_counted()
    {
        var client = Client(UnusedPort.Find(), new EdgeClientOptions { Retry = new EdgeRetryOptions { MaxAttempts = 1 } });

        Assert.Throws<EdgeException>(() => client.Jobs.Get("job"));

        var statistics = client.GetStatistics();
        Assert.Equal((0, 1), (statistics.ConnectionsOpened, statistics.ConnectionsFailed));
        Assert.Equal(1, statistics.Failures[EdgeStatus.Unavailable]);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Each_call_is_logged(Mode mode)
    {
        Answers.On(EdgeMethods.GetJob, new JobDetails { JobIdentifier = "job", Status = "COMPLETE" });
        var client = await ConnectAsync();

        await mode.Get(client);
        await Assert.ThrowsAsync<EdgeException>(() => mode.GetResults(client));

        string[] lines = [.. Log.Entries.Where(static entry => entry.Level == LogLevel.Debug).Select(static entry => entry.Text.Trim())];
        Assert.Contains(lines, line => Matches(
            line, @"^/jobs\.v1\.JobService/GetJob to 127\.0\.0\.1:\d+: OK after [\d.]+ ms, 5 bytes sent, 15 received, attempt 1$"));
        Assert.Contains(lines, line => Matches(
            line, @"GetResults to 127\.0\.0\.1:\d+: UNIMPLEMENTED after [\d.]+ ms, message of 5 bytes, attempt 1: "));
    }

    [Fact]
    public async Task The_current_activity_is_the_trace_of_a_call()
    {
        Metadata? received = null;
        Answers.On(EdgeMethods.GetJob, (_, call) =>
        {
            received = call.RequestHeaders;
            return Task.FromResult<IMessage>(new JobDetails { JobIdentifier = "job", Status = "COMPLETE" });
        });
        var client = await ConnectAsync();
        client.Jobs.Get("job");
        Assert.Null(received!.Get("traceparent"));

        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = "vendor=1";
        client.Jobs.Get("job");
        Assert.Equal((activity.Id, "vendor=1"), (received.GetValue("traceparent"), received.GetValue("tracestate")));
        await client.Jobs.GetAsync("job");
        Assert.Equal(activity.Id, received.GetValue("traceparent"));

        client.Jobs.Get("job", new EdgeCallOptions { Metadata = [new("traceparent", Trace)] });
        Assert.Equal(Trace, received.GetValue("traceparent"));
        Assert.Null(received.Get("tracestate"));
    }

    [Theory]
    [InlineData(Trace, true)]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", true)]
    [InlineData("", false)]
    [InlineData(Trace + "-more", false)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false)]
    public void A_trace_parent_has_the_form_of_W3C(string value, bool isValid)
    {
        var client = Client(UnusedPort.Find());
        EdgeMetadataEntry[] metadata = [new("traceparent", value)];

        if (isValid)
        {
            client.SetMetadata(metadata);
        }
        else
        {
            Assert.Equal("metadata[0].value", Assert.Throws<EdgeException>(() => client.SetMetadata(metadata)).Parameter);
        }
    }

    [Fact]
    public void Percentiles_are_exact_to_three_percent()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal((TimeSpan.Zero, 0), (histogram.Percentile(0.5), histogram.Count));
        for (var i = 1; i <= 100_000; i++)
        {
            histogram.Record(TimeSpan.FromMicroseconds(i));
        }

        foreach (var part in (double[])[0.001, 0.01, 0.5, 0.9, 0.99, 0.999, 1])
        {
            Assert.InRange(histogram.Percentile(part).TotalMicroseconds / (100_000 * part), 0.97, 1.03);
        }

        histogram.Record(TimeSpan.FromDays(10));
        histogram.Record(TimeSpan.Zero);
        Assert.Equal(100_002, histogram.Count);
        Assert.Equal(Math.Pow(2, 36) - 1, histogram.Longest.TotalMicroseconds);
    }

    private static bool Matches(string line, string pattern) => System.Text.RegularExpressions.Regex.IsMatch(line, pattern);
}
