using System.Collections.Concurrent;
using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Inferences;
using Modzy.Edge.Wire.Jobs;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>API keys and metadata: what arrives, and what is refused.</summary>
public sealed class MetadataTests : ClientTest
{
    private const string Secret = "hunter2-hunter2";

    private readonly ConcurrentQueue<Metadata> _received = new();

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Metadata_of_the_client_and_of_the_call_arrives(Mode mode)
    {
        Record();
        var client = await ConnectAsync(new EdgeClientOptions
        {
            ApiKey = $"prefix.{Secret}",
            Metadata = [new("x-tenant", "line-4"), new("x-kept", "a"), new("x-kept", "b"), new("x-digest-bin", new byte[] { 0, 1, 255 })],
        });

        await mode.Get(client, options: new EdgeCallOptions { Metadata = [new("x-tenant", "line-5"), new("x-own", "")] });
        await mode.Get(client);

        _received.TryDequeue(out var first);
        _received.TryDequeue(out var second);
        Assert.Equal($"ApiKey prefix.{Secret}", first!.GetValue("authorization"));
        Assert.Equal("line-5", first.GetValue("x-tenant"));
        Assert.Equal("", first.GetValue("x-own"));
        Assert.Equal("a,b", first.GetValue("x-kept")); // as ASP.NET Core gives two
        Assert.Equal([0, 1, 255], first.GetValueBytes("x-digest-bin")!);
        Assert.Equal("line-4", second!.GetValue("x-tenant"));
        Assert.Null(second.Get("x-own"));
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task Metadata_whose_name_HTTP_knows_arrives(EdgeTransportKind transport)
    {
        Record();
        string[] names =
        [
            "allow", "content-disposition", "content-language", "content-location", "content-md5",
            "content-range", "cookie", "date", "expires", "last-modified", "range", "via", "warning",
        ];
        var client = await ConnectAsync(new EdgeClientOptions
        {
            Transport = transport,
            Metadata = [.. names.Select(static name => new EdgeMetadataEntry(name, $"of {name}")), new("x-kept", "a"), new("x-kept", "b")],
        });

        await Mode.Blocking.Get(client);

        _received.TryDequeue(out var received);
        Assert.All(names, name => Assert.Equal($"of {name}", received!.GetValue(name)));
        Assert.Equal("a,b", received!.GetValue("x-kept"));
    }

    [Fact]
    public async Task Metadata_of_a_wait_arrives()
    {
        Record();
        Answers.On(EdgeMethods.GetInferenceDetails, (_, call) =>
        {
            _received.Enqueue(call.RequestHeaders);
            return Task.FromResult<Google.Protobuf.IMessage>(
                new WireInference { Status = InferenceStatus.Complete });
        });
        var client = await ConnectAsync(new EdgeClientOptions { Metadata = [new("x-tenant", "line-4")] });
        var wait = new EdgeWaitOptions { Timeout = TimeSpan.Zero, Metadata = [new("x-tenant", "line-5")] };
        var cancellation = TestContext.Current.CancellationToken;

        client.Jobs.Wait("job", wait, cancellation);
        await client.Jobs.WaitAsync("job", wait, cancellation);
        client.Inferences.Wait("inference", wait, cancellation);
        await client.Inferences.WaitAsync("inference", wait, cancellation);

        Assert.Equal(4, _received.Count);
        Assert.All(_received, headers => Assert.Equal("line-5", headers.GetValue("x-tenant")));
    }

    [Fact]
    public async Task A_run_sends_the_metadata_of_its_submission_only()
    {
        var client = await ConnectAsync();
        var wait = new EdgeWaitOptions { Metadata = [new("x-tenant", "line-5")] };
        EdgeSource[] sources = [new("item", new EdgeInput("input.txt", new byte[] { 1 }))];

        var failure = Assert.Throws<EdgeException>(() => client.Jobs.Run("m", "1.0.0", sources, wait: wait));

        Assert.Equal(EdgeStatus.InvalidArgument, failure.Status);
        Assert.StartsWith("wait.metadata ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task A_token_is_replaced_while_a_wait_goes_on(Mode mode)
    {
        var replaced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answers.On(EdgeMethods.GetJob, (_, call) =>
        {
            bool isNew = call.RequestHeaders.GetValue("authorization") == "Bearer new";
            replaced.TrySetResult();
            return Task.FromResult<Google.Protobuf.IMessage>(new JobDetails
            {
                JobIdentifier = "job", Status = isNew ? "COMPLETE" : "IN_PROGRESS",
            });
        });
        var client = await ConnectAsync(new EdgeClientOptions { Metadata = [new("authorization", "Bearer old")] });
        var waiting = mode.Wait(client, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(5));
        await replaced.Task.WaitAsync(TestContext.Current.CancellationToken);

        client.SetMetadata([new("authorization", "Bearer new")]);

        Assert.Equal("COMPLETE", (await waiting).Status);
    }

    [Fact]
    public async Task What_is_refused_leaves_the_metadata_as_it_was()
    {
        Record();
        var client = await ConnectAsync(new EdgeClientOptions { Metadata = [new("x-tenant", "line-4")] });

        foreach (var wrong in (EdgeMetadataEntry[])[
            new("X-Tenant", "a"), new("", "a"), new("grpc-timeout", "a"), new(":path", "a"), new("te", "a"), new("trailer", "a"), new("x-a", "ü"),
            new("x-a", "a\nb"), new("x-a", " a"), new("x-a", new string('x', 20_000))])
        {
            Assert.Equal(EdgeStatus.InvalidArgument, Assert.Throws<EdgeException>(() => client.SetMetadata([wrong])).Status);
        }

        await client.Jobs.GetAsync("job");
        Assert.True(_received.TryDequeue(out var received));
        Assert.Equal("line-4", received.GetValue("x-tenant"));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("localhost.", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.1.2.3", true)]
    [InlineData("::1", true)]
    [InlineData("[::1]", true)]
    [InlineData("unix:/run/edge.sock", true)]
    [InlineData("localhost.example", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("edge", false)]
    public void Credentials_leave_the_machine_only_where_that_is_allowed(string host, bool isLocal)
    {
        EdgeClientOptions[] all =
        [
            new() { ApiKey = $"prefix.{Secret}" }, new() { Metadata = [new("authorization", $"Bearer {Secret}")] },
        ];
        foreach (var options in all)
        {
            var failure = Xunit.Record.Exception(() => new EdgeClient(host, options: options).Dispose());

            Assert.Equal(isLocal, failure is null);
            Assert.DoesNotContain(Secret, $"{failure}{options}{string.Concat(options.Metadata)}", StringComparison.Ordinal);
            new EdgeClient(host, options: options with { AllowPlaintextCredentials = true }).Dispose();
        }
    }

    [Theory]
    [InlineData("Bearer header.payload.signature", "header.payload.signature", "***")]
    [InlineData("Bearer long-enough.sig", "long-enough.sig", "***")]
    [InlineData("ApiKey prefix.long-enough", "prefix.long-enough", "prefix.***")]
    [InlineData("ApiKey long-enough", "long-enough", "***")]
    public async Task Dots_divide_API_keys_only(string authorization, string echoed, string masked)
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.Unauthenticated, $"who is {echoed}?");
        var client = await ConnectAsync(new EdgeClientOptions { Metadata = [new("authorization", authorization)] });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));

        Assert.Equal($"who is {masked}?", failure.ServerMessage);
    }

    [Theory]
    [InlineData("a-secret.with-dots")]
    [InlineData("long-enough.dot")]
    public async Task Secrets_of_stores_are_masked_as_a_whole(string secret)
    {
        Answers.OnFailure(EdgeMethods.SubmitJob, StatusCode.InvalidArgument, $"{secret} is wrong");
        var client = await ConnectAsync();
        EdgeObjectSource[] sources = [new("item", [new EdgeObject("input", "container", "path")])];

        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => client.Jobs.SubmitAzureAsync("model", "1.0.0", sources, new AzureAccess("account", secret)));

        Assert.Equal("*** is wrong", failure.ServerMessage);
    }

    [Fact]
    public async Task What_the_edge_echoes_of_a_credential_is_masked()
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.Unauthenticated, $"the token {Secret} has expired");
        var client = await ConnectAsync(new EdgeClientOptions { Metadata = [new("authorization", $"Bearer {Secret}")] });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));

        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("the token *** has expired", failure.ServerMessage);
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task Streams_carry_metadata_and_their_failures_show_no_secret(EdgeTransportKind transport)
    {
        const string s3Secret = "secret-of-the-store";
        const string former = "token-of-a-former-call";
        Answers.OnStream(EdgeMethods.StreamInferences, EdgeMethods.PerformInference);
        Answers.OnRaw(EdgeMethods.PerformInference, (_, call) =>
        {
            _received.Enqueue(call.RequestHeaders);
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"{Secret}, {former} and {s3Secret} are wrong"));
        });
        var client = await ConnectAsync(new EdgeClientOptions { ApiKey = $"prefix.{Secret}", Transport = transport });
        Assert.Throws<EdgeException>(
            () => client.Jobs.Get("job", new EdgeCallOptions { Metadata = [new("x-token", former)] }, Ended));
        using var stream = await client.Inferences.OpenStreamAsync(cancellationToken: Ended);
        var access = new S3Access("AKIA2", s3Secret) { Region = "us-east-1" };

        await stream.SendAsync("model", "1.0.0", [InferenceInput.FromS3("input", "bucket", "path", access)], cancellationToken: Ended);
        var failure = await Assert.ThrowsAsync<EdgeException>(() => stream.ReceiveAsync(cancellationToken: Ended));

        Assert.Equal("***, *** and *** are wrong", failure.ServerMessage);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(s3Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.True(_received.TryDequeue(out var received));
        Assert.Equal($"ApiKey prefix.{Secret}", received.GetValue("authorization"));
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct, Mode.Blocking)]
    [InlineData(EdgeTransportKind.Direct, Mode.Asynchronous)]
    [InlineData(EdgeTransportKind.Channel, Mode.Blocking)]
    [InlineData(EdgeTransportKind.Channel, Mode.Asynchronous)]
    public async Task Secrets_that_the_client_had_sent_before_are_masked_too(EdgeTransportKind transport, Mode mode)
    {
        const string first = "the-first-token";
        const string second = "a-second-token";
        const string account = "key-of-an-account";
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.Unauthenticated, $"no {Secret}, {first}, {second}, {account}, but other-words")
            .OnFailure(EdgeMethods.SubmitJob, StatusCode.InvalidArgument, "No.");
        var client = await ConnectAsync(new EdgeClientOptions { ApiKey = $"prefix.{Secret}", Transport = transport });
        EdgeObjectSource[] sources = [new("item", [new EdgeObject("input", "container", "path")])];

        var failure = await FailAsync(new() { Metadata = [new("authorization", $"Bearer {first}")] });
        Assert.Equal($"no ***, ***, {second}, {account}, but other-words", failure.ServerMessage);
        client.SetMetadata([new("x-token", second)]);
        await mode.Run(
            () => Assert.Throws<EdgeException>(() => client.Jobs.SubmitAzure("model", "1.0.0", sources, new("account", account))),
            () => Assert.ThrowsAsync<EdgeException>(
                () => client.Jobs.SubmitAzureAsync("model", "1.0.0", sources, new("account", account))));
        client.SetMetadata([]);

        Assert.Equal("no ***, ***, ***, ***, but other-words", (await FailAsync(null)).ServerMessage);

        Task<EdgeException> FailAsync(EdgeCallOptions? options) =>
            Assert.ThrowsAsync<EdgeException>(() => mode.Get(client, options: options));
    }

    [Fact]
    public async Task The_secrets_of_the_client_are_masked_however_many_its_calls_have()
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.Unauthenticated, $"no {Secret}, 10-old-token, 99-old-token");
        var client = await ConnectAsync(new EdgeClientOptions { ApiKey = $"prefix.{Secret}" });
        for (var i = 10; i < 100; i++)
        {
            Fail(new EdgeCallOptions { Metadata = [new("authorization", $"Bearer {i}-old-token")] });
        }

        Assert.Equal("no ***, 10-old-token, ***", Fail(null).ServerMessage);

        EdgeException Fail(EdgeCallOptions? options) => Assert.Throws<EdgeException>(() => client.Jobs.Get("job", options));
    }

    private void Record() => Answers.On(EdgeMethods.GetJob, (_, call) =>
    {
        _received.Enqueue(call.RequestHeaders);
        return Task.FromResult<Google.Protobuf.IMessage>(new JobDetails { JobIdentifier = "job", Status = "COMPLETE" });
    });
}
