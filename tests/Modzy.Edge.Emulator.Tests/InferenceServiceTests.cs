using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Modzy.Edge.Wire.Inferences;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class InferenceServiceTests
{
    [Fact]
    public async Task An_inference_is_QUEUED_then_COMPLETE_with_an_output()
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
    public async Task A_FAILED_inference_has_the_error_in_an_output()
    {
        await using var emulator = await StartAsync();

        var queued = await emulator.Inferences.PerformInferenceAsync(Text("faulty", "Lens is covered."), Call);
        var done = await WaitUntilFinalAsync(emulator, queued.Identifier);

        Assert.Equal(InferenceStatus.Failed, done.Status);
        Assert.Equal("Lens is covered.", done.Result.Outputs["error"].Data.ToStringUtf8());
    }

    [Fact]
    public async Task An_input_in_object_storage_fails_the_inference_without_disclosing_a_secret()
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
    public async Task An_invalid_request_is_rejected_with_the_name_of_the_field()
    {
        await using var emulator = await StartAsync();

        Assert.Equal("inputs must not be empty.", await StatusAsync(Request("inspector")));
        Assert.Equal("inputs[0] must have a text, data, s3 or azure.", await StatusAsync(
            Request("inspector", new InputSource { Key = "k" })));
        Assert.Equal("inputs has the key 'k' more than once.", await StatusAsync(
            Request("inspector", new() { Key = "k", Text = "" }, new() { Key = "k", Text = "" })));

        async Task<string> StatusAsync(InferenceRequest request)
        {
            var status = await StatusOf(emulator.Inferences.PerformInferenceAsync(request, Call));
            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            return status.Detail;
        }
    }

    [Fact]
    public async Task Responses_of_a_stream_are_in_the_order_of_the_requests()
    {
        await using var emulator = await StartAsync();
        using var stream = emulator.Inferences.StreamInferences(Call);
        string[] times = ["200ms", "0", "50ms", .. Enumerable.Repeat("0", 40)];

        var sending = SendAsync(stream, times.Select(time => Text("sleeper", time)));
        var responses = await stream.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)
            .Select(response => response.Tags["number"]).ToListAsync(TestContext.Current.CancellationToken);
        await sending;

        Assert.Equal(Enumerable.Range(0, times.Length).Select(number => $"{number}"), responses);
    }

    [Fact]
    public async Task A_stream_responds_to_the_requests_before_an_invalid_one()
    {
        await using var emulator = await StartAsync();
        using var stream = emulator.Inferences.StreamInferences(Call);

        await SendAsync(stream, [Text("sleeper", "100ms"), Text("nobody", "")]);
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_when_the_emulator_shuts_down()
    {
        await using var emulator = await StartAsync();
        using var stream = emulator.Inferences.StreamInferences(Call);
        await stream.RequestStream.WriteAsync(Text("sleeper", "0"), TestContext.Current.CancellationToken);
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        await emulator.StopAsync();

        // UNAVAILABLE, or the status that the client sets if the connection is closed before it reads that.
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
