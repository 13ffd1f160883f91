using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>What the edge says is told from what this side found by the response, not by the words.</summary>
public sealed class ErrorOriginTests : ClientTest
{
    public ErrorOriginTests() => Log.ExpectFailingCalls();

    /// <summary>Statuses of an edge whose texts are those of a client.</summary>
    public static MatrixTheoryData<Mode, EdgeTransportKind, (StatusCode, string)> Statuses => new(
        [Mode.Blocking, Mode.Asynchronous],
        [EdgeTransportKind.Auto, EdgeTransportKind.Channel],
        [
            (StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."),
            (StatusCode.DeadlineExceeded, ""),
            (StatusCode.Cancelled, "Call canceled by the client."),
            (StatusCode.Cancelled, "No grpc-status found on response."),
            (StatusCode.Internal, "Bad gRPC response. HTTP status code: 503"),
            (StatusCode.Unavailable, ""),
        ]);

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_status_of_the_edge_is_the_edges_whatever_its_text(
        Mode mode, EdgeTransportKind transport, (StatusCode Code, string Text) sent)
    {
        Answers.OnFailure(EdgeMethods.GetJob, sent.Code, sent.Text);
        var client = await ConnectAsync(new EdgeClientOptions { Transport = transport });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Equal(
            (EdgeErrorOrigin.Edge, (EdgeStatus)sent.Code, sent.Text),
            (failure.Origin, failure.Status, failure.ServerMessage));
        Assert.StartsWith($"127.0.0.1:{client.Port} answered ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EdgeTransportKind.Auto)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task A_response_larger_than_the_client_accepts_is_a_limit_of_this_side(EdgeTransportKind transport)
    {
        Answers.On(EdgeMethods.GetJob, new Modzy.Edge.Wire.Jobs.JobDetails { JobIdentifier = new string('x', 5_000) });
        var client = await ConnectAsync(new EdgeClientOptions { MaxReceiveBytes = 100, Transport = transport });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));

        Assert.Equal(
            (EdgeErrorOrigin.Local, EdgeStatus.ResourceExhausted, null),
            (failure.Origin, failure.Status, failure.ServerMessage));
        Assert.Contains("max_receive_bytes", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EdgeTransportKind.Auto)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task A_deadline_that_passes_here_is_of_this_side(EdgeTransportKind transport)
    {
        _ = Answers.OnSilence(EdgeMethods.GetJob);
        var client = await ConnectAsync(
            new EdgeClientOptions { Transport = transport, Deadline = TimeSpan.FromMilliseconds(100) });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));

        Assert.Equal((EdgeErrorOrigin.Local, EdgeStatus.DeadlineExceeded), (failure.Origin, failure.Status));
    }

    [Theory]
    [InlineData(EdgeTransportKind.Auto)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task What_was_sent_is_known_of_calls_alone(EdgeTransportKind transport)
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.NotFound, "");
        _ = Answers.OnSilence(EdgeMethods.CancelJob);
        var client = await ConnectAsync(new EdgeClientOptions { Transport = transport });
        var cancelling = client.Jobs.CancelAsync("job");
        var answered = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));
        var wrong = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync(""));

        client.Dispose();

        Assert.Equal((EdgeSent.All, null), (answered.Sent, wrong.Sent));
        Assert.NotNull((await Assert.ThrowsAsync<EdgeException>(() => cancelling)).Sent);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Control_characters_of_the_edge_reach_no_message(Mode mode)
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.Internal, "a\0b\u001b[31mc\u009b1m\r\n\u202ed");
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.EndsWith(@"INTERNAL: a\u0000b\u001b[31mc\u009b1m\r\n\u202ed.", failure.Message, StringComparison.Ordinal);
        Assert.Equal("a\0b\u001b[31mc\u009b1m\r\n\u202ed", failure.ServerMessage);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task What_the_edge_echoes_of_a_secret_is_masked(Mode mode)
    {
        const string secret = "hunter2-hunter2";
        foreach (IMethod method in (IMethod[])[EdgeMethods.SubmitJob, EdgeMethods.PerformInference, EdgeMethods.GetStatisticsForAccessKey, EdgeMethods.GetJobs])
        {
            Answers.OnFailure(method, StatusCode.InvalidArgument, $"\"{secret}\" and prefix.{secret} are wrong");
        }

        var client = await ConnectAsync();
        var s3 = new S3Access("AKIA2", secret) { Region = "us-east-1" };
        var azure = new AzureAccess("account", secret);
        EdgeObjectSource[] sources = [new("item", [new EdgeObject("input", "container", "path")])];
        Func<Task>[] calls =
        [
            () => mode.Run(() => client.Jobs.SubmitS3("model", "1.0.0", sources, s3), () => client.Jobs.SubmitS3Async("model", "1.0.0", sources, s3)),
            () => mode.Run(() => client.Jobs.SubmitAzure("model", "1.0.0", sources, azure), () => client.Jobs.SubmitAzureAsync("model", "1.0.0", sources, azure)),
            () => mode.Run(
                () => client.Inferences.Perform("model", "1.0.0", [InferenceInput.FromS3("input", "bucket", "path", s3)]),
                () => client.Inferences.PerformAsync("model", "1.0.0", [InferenceInput.FromS3("input", "bucket", "path", s3)])),
            () => mode.Run(() => client.Jobs.GetStatisticsOf($"prefix.{secret}"), () => client.Jobs.GetStatisticsOfAsync($"prefix.{secret}")),
            () => mode.Run(
                () => client.Jobs.List(new JobListFilter { AccessKey = $"prefix.{secret}" }),
                () => client.Jobs.ListAsync(new JobListFilter { AccessKey = $"prefix.{secret}" })),
        ];

        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<EdgeException>(call);

            Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal);
            Assert.Equal("\"***\" and prefix.*** are wrong", failure.ServerMessage);
            Assert.Equal(EdgeSent.All, failure.Sent);
        }
    }

    [Theory]
    [InlineData(Mode.Blocking, EdgeTransportKind.Auto)]
    [InlineData(Mode.Asynchronous, EdgeTransportKind.Auto)]
    [InlineData(Mode.Blocking, EdgeTransportKind.Channel)]
    [InlineData(Mode.Asynchronous, EdgeTransportKind.Channel)]
    public async Task A_connection_lost_during_a_submission_leaves_it_in_doubt(Mode mode, EdgeTransportKind transport)
    {
        Answers.On(EdgeMethods.SubmitJob, (_, call) =>
        {
            if (Answers.Count(EdgeMethods.SubmitJob) > 1)
            {
                call.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
            }

            return Task.FromResult<IMessage>(new JobSubmissionReceipt { JobIdentifier = "job" });
        });
        var client = await ConnectAsync(new EdgeClientOptions { Transport = transport });
        EdgeSource[] sources = [new("s", new EdgeInput("i", new byte[10]))];
        await mode.Submit(client, sources);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Submit(client, sources));

        Assert.Equal((EdgeStatus.Unavailable, EdgeSent.All), (failure.Status, failure.Sent));
        Assert.Matches(
            $@"^The connection to 127\.0\.0\.1:{client.Port} was lost: .+\. Check that the edge is still running, and that the "
            + "network, or a proxy on the way, does not end connections. The whole request had left: the edge may have taken "
            + "the job, whose identifier is not known here\\.$",
            failure.Message);
    }

    [Theory]
    [InlineData("413 Content Too Large", "HTTP status 413 (Content Too Large)", "limit on the size of requests")]
    [InlineData("503 Service Unavailable", "HTTP status 503 (Service Unavailable)", "Check that the edge behind it is running")]
    [InlineData("400 Bad Request", "HTTP status 400 (Bad Request)", "requires a certificate of the client, and accepts the one that it gets (tls.certificate_file)")]
    [InlineData("407 Proxy Authentication Required", "HTTP status 407 (Proxy Authentication Required)", "credentials")]
    public void An_HTTP_status_names_what_answered(string status, string fact, string remedy)
    {
        int code = int.Parse(status[..3], System.Globalization.CultureInfo.InvariantCulture);
        RpcException response = ResponseException.FromHttpStatus(code).ToRpcException();

        EdgeException failure = ErrorTranslator.Translate(response, "method", "edge:1", TimeSpan.FromSeconds(1));

        Assert.Equal((EdgeErrorOrigin.Transport, null), (failure.Origin, failure.ServerMessage));
        Assert.Contains(fact, failure.Message, StringComparison.Ordinal);
        Assert.Contains("a proxy or a web server answered", failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }
}
