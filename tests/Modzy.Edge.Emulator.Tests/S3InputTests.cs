using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Inferences;
using Modzy.Edge.Wire.Jobs;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class S3InputTests
{
    [Fact]
    public async Task A_job_is_fed_from_the_configured_store()
    {
        await using var store = await FakeStore.StartAsync();
        await using var emulator = await StartAsync(new EmulatorOptions { S3Endpoint = store.Endpoint });
        store.Objects["/photos/a%20b/../%C3%A9%2B.png"] = Samples.Png(3, 2);

        var receipt = await emulator.Jobs.SubmitJobAsync(Job(("there", "a b/../é+.png"), ("missing", "c.png")), Call);
        await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);

        Assert.Equal(3, Submissions.InputOf(results, "there", "input")["width"].NumberValue);
        Assert.Equal(
            "The input 'input' could not be fetched from photos/c.png: the store answered 403 Forbidden:"
            + " the access key may not read it, or the secret or the region is wrong.",
            results.Failures["missing"].Unpack<Error>().Message);
        Assert.All(store.Authorizations, authorization => Assert.Matches(
            "^AWS4-HMAC-SHA256 Credential=KEY/[0-9]{8}/eu-central-1/s3/aws4_request,"
            + "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=[0-9a-f]{64}$",
            authorization));
    }

    [Fact]
    public async Task An_inference_tells_size_and_digest_once_its_input_was_fetched()
    {
        await using var store = await FakeStore.StartAsync();
        await using var emulator = await StartAsync(new EmulatorOptions { S3Endpoint = store.Endpoint });
        store.Objects["/b/p"] = [];
        var request = InferenceServiceTests.Request("inspector", new InputSource
        {
            Key = "a",
            S3 = new() { Endpoint = "http://elsewhere", Bucket = "b", Path = "p", AccessKeyId = "KEY" },
        });

        var queued = await emulator.Inferences.PerformInferenceAsync(request, Call);
        var done = await InferenceServiceTests.WaitUntilFinalAsync(emulator, queued.Identifier);

        Assert.Equal(InferenceStatus.Complete, done.Status);
        var told = done.Inputs[0].S3;
        Assert.Equal(("http://elsewhere", "b", "p"), (told.Endpoint, told.Bucket, told.Path));
        Assert.StartsWith("e3b0c442", told.Sha256Digest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_not_there_fails_the_item()
    {
        await using var emulator = await StartAsync(new EmulatorOptions { S3Endpoint = new Uri("http://127.0.0.1:1") });

        var receipt = await emulator.Jobs.SubmitJobAsync(Job(("a", "b")), Call);
        await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);

        Assert.Equal("UNAVAILABLE", results.Failures["a"].Unpack<Error>().Status);
    }

    [Theory]
    [InlineData(301, "FAILED_PRECONDITION", "301 MovedPermanently: the bucket is in another region or at another endpoint.")]
    [InlineData(400, "FAILED_PRECONDITION", "400 BadRequest.")]
    [InlineData(401, "PERMISSION_DENIED", "401 Unauthorized: the access key may not read it, or the secret or the region is wrong.")]
    [InlineData(404, "NOT_FOUND", "404 NotFound: it has no such bucket or object.")]
    [InlineData(429, "UNAVAILABLE", "429 TooManyRequests.")]
    [InlineData(503, "UNAVAILABLE", "503 ServiceUnavailable.")]
    public async Task What_the_store_answers_is_the_failure_of_the_item(int status, string expected, string reason)
    {
        await using var store = await FakeStore.StartAsync();
        await using var emulator = await StartAsync(new EmulatorOptions { S3Endpoint = store.Endpoint });
        store.Statuses["/photos/c.png"] = status;

        var receipt = await emulator.Jobs.SubmitJobAsync(Job(("a", "c.png")), Call);
        await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);
        var failure = results.Failures["a"].Unpack<Error>();

        Assert.Equal(expected, failure.Status);
        Assert.Equal($"The input 'input' could not be fetched from photos/c.png: the store answered {reason}", failure.Message);
    }

    private static JobSubmission Job(params (string Item, string Key)[] objects)
    {
        var job = new JobSubmission
        {
            Model = new() { Identifier = "inspector", Version = "1.0.0" },
            Input = new() { Type = "aws-s3", AccessKeyID = "KEY", SecretAccessKey = "SECRET", Region = "eu-central-1" },
        };
        foreach (var (item, key) in objects)
        {
            var place = new Struct
            {
                Fields = { ["bucket"] = Value.ForString("photos"), ["key"] = Value.ForString(key) },
            };
            job.Input.Sources[item] = new Struct { Fields = { ["input"] = Value.ForStruct(place) } };
        }

        return job;
    }
}
