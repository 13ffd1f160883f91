using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>What the client logs, and what it never does.</summary>
public sealed class LogTests : ClientTest
{
    private static readonly byte[] _receipt = new JobSubmissionReceipt { JobIdentifier = "job" }.ToByteArray();
    private static readonly EdgeSource[] _sources = [new("s", new EdgeInput("i", "the payload, which is secret"u8.ToArray()))];

    [Fact]
    public async Task A_version_that_is_no_semantic_version_is_sent_with_a_warning()
    {
        Log.Expect(entry => entry.Category == "Modzy.Edge.EdgeClient");
        byte[]? received = null;
        Answers.OnRaw(EdgeMethods.SubmitJob, (request, _) =>
        {
            received = request;
            return Task.FromResult(_receipt);
        });

        (await ConnectAsync()).Jobs.SubmitEmbedded("ed542963de", "latest", _sources);

        Assert.Equal("latest", JobSubmission.Parser.ParseFrom(received).Model.Version);
        var warning = Assert.Single(Log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Equal(
            "The version 'latest' of model 'ed542963de' is not a semantic version (such as 1.0.1); the edge decides whether it knows it",
            warning.Text.Trim());
    }

    [Fact]
    public async Task A_semantic_version_is_not_worth_a_word()
    {
        Answers.OnRaw(EdgeMethods.SubmitJob, (_, _) => Task.FromResult(_receipt));

        (await ConnectAsync()).Jobs.SubmitEmbedded("ed542963de", "1.0.0-beta+7", _sources);

        Assert.DoesNotContain(Log.Entries, entry => entry.Text.Contains("1.0.0-beta+7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_payload_is_in_no_log_and_in_no_error()
    {
        Log.ExpectFailingCalls();
        Answers.OnFailure(EdgeMethods.SubmitJob, StatusCode.Internal, "No.");
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(() => Mode.Asynchronous.Submit(client, _sources));
        var broken = Assert.Throws<EdgeException>(() => client.Jobs.SubmitEmbedded("m", "1.0.0", [.. _sources, .. _sources]));

        Assert.NotEmpty(Log.Entries);
        var texts = Log.Entries.Select(entry => entry.Text).Append(failure.ToString()).Append(broken.ToString());
        var payload = Convert.ToBase64String(_sources[0].Inputs[0].Data.FirstSpan);
        Assert.DoesNotContain(
            texts, text => text.Contains("secret", StringComparison.OrdinalIgnoreCase) || text.Contains(payload[..8], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct, Mode.Blocking)]
    [InlineData(EdgeTransportKind.Direct, Mode.Asynchronous)]
    [InlineData(EdgeTransportKind.Channel, Mode.Blocking)]
    [InlineData(EdgeTransportKind.Channel, Mode.Asynchronous)]
    public async Task A_logger_that_throws_fails_no_call(EdgeTransportKind transport, Mode mode)
    {
        Answers.OnRaw(EdgeMethods.SubmitJob, (_, _) => Task.FromResult(_receipt))
            .OnFailure(EdgeMethods.GetJob, StatusCode.NotFound, "No.");
        var options = new EdgeClientOptions { Transport = transport, LoggerFactory = new BrokenLog() };
        using var client = new EdgeClient("127.0.0.1", (await StartEdgeAsync()).Port, options);

        Assert.Equal("job", (await mode.Submit(client, _sources)).JobIdentifier);
        Assert.Equal("job", client.Jobs.SubmitEmbedded("m", "latest", _sources).JobIdentifier);
        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Equal(EdgeStatus.NotFound, failure.Status);
        var statistics = client.GetStatistics();
        Assert.Equal((3, 0, 2), (statistics.Calls, statistics.CallsInFlight, statistics.Succeeded));
        Assert.Equal(1, Assert.Single(statistics.Failures).Value);
    }

    /// <summary>Throws at each message, and when it is asked whether it takes those of the finest level.</summary>
    private sealed class BrokenLog : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidOperationException();

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel != LogLevel.Trace ? true : throw new InvalidOperationException("The log is broken.");

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => throw new InvalidOperationException("The log is broken.");

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
