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
    public async Task Inputs_of_a_job_are_fetched_from_the_configured_store()
    {
        await using var store = await FakeStore.StartAsync();
        await using var emulator = await StartAsync(new EmulatorOptions { S3Endpoint = store.Endpoint });
        store.Objects["/photos/a%20b/../%C3%A9%2B.png"] = Samples.Png(3, 2);

        var receipt = await emulator.Jobs.SubmitJobAsync(Job(("there", "a b/../é+.png"), ("missing", "c.png")), Call);
        await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);

        Assert.Equal(3, Submissions.InputOf(results, "there", "input")["width"].NumberValue);
        Assert.Equal(
            "The input 'input' could not be fetched from photos/c.png: the store returned 403 Forbidden:"
            + " the access key may not read it, or the secret or the region is wrong.",
            results.Failures["missing"].Unpack<Error>().Message);
        Assert.All(store.Authorizations, authorization => Assert.Matches(
            "^AWS4-HMAC-SHA256 Credential=KEY/[0-9]{8}/eu-central-1/s3/aws4_request,"
            + "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=[0-9a-f]{64}$",
            authorization));
    }

    [Fact]
    public async Task An_inference_has_the_size_and_digest_of_a_fetched_input()
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
        var s3 = done.Inputs[0].S3;
        Assert.Equal(("http://elsewhere", "b", "p"), (s3.Endpoint, s3.Bucket, s3.Path));
        Assert.StartsWith("e3b0c442", s3.Sha256Digest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_store_fails_the_item()
    {
        await using var emulator = await StartAsync(new EmulatorOptions { S3Endpoint = new Uri("http://127.0.0.1:1") });

        var receipt = await emulator.Jobs.SubmitJobAsync(Job(("a", "b")), Call);
        await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);

        Assert.Equal("UNAVAILABLE", results.Failures["a"].Unpack<Error>().Status);
    }

    [Theory]
    [InlineData(301, "FAILED_PRECONDITION", "301 MovedPermanently: the bucket is in another region or at another")]
    [InlineData(400, "FAILED_PRECONDITION", "400 BadRequest.")]
    [InlineData(401, "PERMISSION_DENIED", "401 Unauthorized: the access key may not read it, or the secret or the")]
    [InlineData(404, "NOT_FOUND", "404 NotFound: it has no such bucket or object.")]
    [InlineData(429, "UNAVAILABLE", "429 TooManyRequests.")]
    [InlineData(503, "UNAVAILABLE", "503 ServiceUnavailable.")]
    public async Task The_HTTP_status_of_the_store_determines_the_error(int status, string name, string text)
    {
        await using var store = await FakeStore.StartAsync();
        await using var emulator = await StartAsync(new EmulatorOptions { S3Endpoint = store.Endpoint });
        store.Statuses["/photos/c.png"] = status;

        var receipt = await emulator.Jobs.SubmitJobAsync(Job(("a", "c.png")), Call);
        await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);
        var failure = results.Failures["a"].Unpack<Error>();

        Assert.Equal(name, failure.Status);
        Assert.StartsWith(
            $"The input 'input' could not be fetched from photos/c.png: the store returned {text}", failure.Message);
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
