using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Modzy.Edge.Wire.Inferences;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class InferenceServiceTests
{
    [Fact]
    public async Task An_inference_goes_from_queued_to_complete_and_has_an_output()
    {
        await using var emulator = await StartAsync();
        var request = Request(
            "inspector",
            new() { Key = "t", Text = "été" },
            new() { Key = "d", Data = ByteString.CopyFrom(1, 2, 3) });
        request.Tags["site"] = "north";
        request.Explain = true;

        var queued = await emulator.Inferences.PerformInferenceAsync(request, Call);
        var done = await WaitUntilFinalAsync(emulator, queued.Identifier);

        Assert.Equal(InferenceStatus.Queued, queued.Status);
        Assert.Null(queued.Result);
        Assert.Equal(InferenceStatus.Complete, done.Status);
        Assert.Equal((5u, 3u), (done.Inputs[0].Text.SizeInBytes, done.Inputs[1].Data.SizeInBytes));
        Assert.Equal(
            "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", done.Inputs[1].Data.Sha256Digest);
        Assert.Equal((true, "north"), (done.Explain, done.Tags["site"]));
        Assert.Equal(done.CompletedAt, done.SubmittedAt + done.ElapsedTime);
        var output = done.Result.Outputs["results.json"];
        using var json = JsonDocument.Parse(output.Data.Memory);
        Assert.Equal("application/json", output.ContentType);
        Assert.Equal(3, json.RootElement.GetProperty("data").GetProperty("result").GetProperty("inputs")
            .GetProperty("d").GetProperty("size").GetInt32());
    }

    [Fact]
    public async Task An_inference_that_fails_says_why_in_an_output()
    {
        await using var emulator = await StartAsync();

        var queued = await emulator.Inferences.PerformInferenceAsync(Text("faulty", "Lens is covered."), Call);
        var done = await WaitUntilFinalAsync(emulator, queued.Identifier);

        Assert.Equal(InferenceStatus.Failed, done.Status);
        Assert.Equal("Lens is covered.", done.Result.Outputs["error"].Data.ToStringUtf8());
    }

    [Fact]
    public async Task A_cloud_that_cannot_be_reached_fails_the_inference_without_telling_a_secret()
    {
        await using var emulator = await StartAsync();
        var azure = Request("inspector", new InputSource
        {
            Key = "a",
            Azure = new() { StorageAccount = "acc", StorageAccountKey = "SECRET", Container = "c", Path = "p" },
        });
        var s3 = Request("inspector", new InputSource
        {
            Key = "a",
            S3 = new() { Bucket = "b", Path = "p", AccessKeyId = "SECRET", AccessKeySecret = "SECRET" },
        });

        foreach (var request in new[] { azure, s3 })
        {
            var queued = await emulator.Inferences.PerformInferenceAsync(request, Call);
            var done = await WaitUntilFinalAsync(emulator, queued.Identifier);

            Assert.Equal(InferenceStatus.Failed, done.Status);
            Assert.Contains(
                "no cloud access", done.Result.Outputs["error"].Data.ToStringUtf8(), StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", done.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_request_is_refused_by_the_name_of_its_field()
    {
        await using var emulator = await StartAsync();

        Assert.Equal("inputs must not be empty.", await RefusalAsync(Request("inspector")));
        Assert.Equal("inputs[0] must have a text, data, s3 or azure.", await RefusalAsync(
            Request("inspector", new InputSource { Key = "k" })));
        Assert.Equal("inputs has the key 'k' more than once.", await RefusalAsync(
            Request("inspector", new() { Key = "k", Text = "" }, new() { Key = "k", Text = "" })));

        async Task<string> RefusalAsync(InferenceRequest request)
        {
            var refusal = await JobServiceTests.RefusalOf(emulator.Inferences.PerformInferenceAsync(request, Call));
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
            return refusal.Detail;
        }
    }

    [Fact]
    public async Task A_stream_answers_in_the_order_of_its_requests()
    {
        await using var emulator = await StartAsync();
        using var stream = emulator.Inferences.StreamInferences(Call);
        string[] times = ["200ms", "0", "50ms", .. Enumerable.Repeat("0", 40)];

        var sending = SendAsync(stream, times.Select(time => Text("sleeper", time)));
        var answers = await stream.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)
            .Select(answer => answer.Tags["number"]).ToListAsync(TestContext.Current.CancellationToken);
        await sending;

        Assert.Equal(Enumerable.Range(0, times.Length).Select(number => $"{number}"), answers);
    }

    [Fact]
    public async Task A_stream_answers_what_came_before_a_request_that_is_refused()
    {
        await using var emulator = await StartAsync();
        using var stream = emulator.Inferences.StreamInferences(Call);

        await SendAsync(stream, [Text("sleeper", "100ms"), Text("nobody", "")]);
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_when_the_emulator_stops()
    {
        await using var emulator = await StartAsync();
        using var stream = emulator.Inferences.StreamInferences(Call);
        await stream.RequestStream.WriteAsync(Text("sleeper", "0"), TestContext.Current.CancellationToken);
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        await emulator.StopAsync();

        // With UNAVAILABLE, or where the connection is closed before that is read, with what the client makes of it.
        await Assert.ThrowsAsync<RpcException>(
            () => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
    }

    private static async Task SendAsync(
        AsyncDuplexStreamingCall<InferenceRequest, Inference> stream, IEnumerable<InferenceRequest> requests)
    {
        foreach (var (number, request) in requests.Index())
        {
            request.Tags["number"] = $"{number}";
            await stream.RequestStream.WriteAsync(request);
        }

        await stream.RequestStream.CompleteAsync();
    }

    internal static async Task<Inference> WaitUntilFinalAsync(RunningEmulator emulator, string identifier)
    {
        while (true)
        {
            var inference = await emulator.Inferences.GetInferenceDetailsAsync(new() { Identifier = identifier }, Call);
            if (inference.Status is InferenceStatus.Complete or InferenceStatus.Failed)
            {
                return inference;
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    internal static InferenceRequest Request(string model, params InputSource[] inputs) => new()
    {
        Model = new() { Identifier = model, Version = "1.0.0" },
        Inputs = { inputs },
    };

    internal static InferenceRequest Text(string model, string text) =>
        Request(model, new InputSource { Key = "x", Text = text });
}
