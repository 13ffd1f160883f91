using System.Text.Json;
using Google.Protobuf;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Inferences;
using Modzy.Edge.Wire.Jobs;
using WireInferenceRequest = Modzy.Edge.Wire.Inferences.InferenceRequest;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>Requests as another client of the same API puts them on the wire.</summary>
public sealed class VectorTests
{
    private static readonly JsonElement _vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors.json"))).RootElement.GetProperty("vectors");

    public static TheoryData<string> EmbeddedJobs => Names("jobs.submit_embedded");

    public static TheoryData<string> TextJobs => Names("jobs.submit_text");

    public static TheoryData<string> S3Jobs => Names("jobs.submit_aws_s3");

    public static TheoryData<string> Inferences => Names("inferences.perform_inference");

    public static TheoryData<string> JobIdentifierCalls => [.. Names("jobs.get_job_details"), .. Names("jobs.get_results")];

    [Theory]
    [MemberData(nameof(EmbeddedJobs))]
    public void An_embedded_job_is_what_the_other_client_sends(string name)
    {
        var (arguments, expected) = Read(name);
        var message = Encoding.Submission(
            arguments.GetProperty("identifier").GetString()!,
            arguments.GetProperty("version").GetString()!,
            [.. arguments.GetProperty("sources").EnumerateObject().Select(Source)],
            arguments.GetProperty("explain").GetBoolean());

        Assert.Equal(
            JobSubmission.Parser.ParseFrom(expected), JobSubmission.Parser.ParseFrom(Encoding.BytesOf(message)));
        Assert.Equal("/jobs.v1.JobService/SubmitJob", EdgeMethods.SubmitJob.FullName);
    }

    [Theory]
    [MemberData(nameof(JobIdentifierCalls))]
    public void A_job_is_named_as_the_other_client_names_it(string name)
    {
        var (arguments, expected) = Read(name);

        var message = JobIdentifiers.Message(arguments.GetProperty("job_identifier").GetString()!);

        Assert.Equal(expected, message.ToByteArray());
    }

    [Theory]
    [MemberData(nameof(TextJobs))]
    public void A_text_job_is_what_the_other_client_sends(string name)
    {
        var (arguments, expected) = Read(name);
        EdgeSource[] sources = [.. arguments.GetProperty("sources").EnumerateObject().Select(source => new EdgeSource(
            source.Name,
            [.. source.Value.EnumerateObject().Select(input =>
                new EdgeInput(input.Name, System.Text.Encoding.UTF8.GetBytes(input.Value.GetString()!)))]))];

        Assert.Equal(JobSubmission.Parser.ParseFrom(expected), Submission(arguments, SubmissionInputs.Text(sources)));
    }

    [Theory]
    [MemberData(nameof(S3Jobs))]
    public void A_job_from_S3_is_what_the_other_client_sends(string name)
    {
        var (arguments, expected) = Read(name);
        EdgeObjectSource[] sources = [.. arguments.GetProperty("sources").EnumerateObject().Select(source => new EdgeObjectSource(
            source.Name,
            [.. source.Value.EnumerateObject().Select(item => new EdgeObject(item.Name, Text(item.Value, "bucket"), Text(item.Value, "key")))]))];
        var access = new S3Access(Text(arguments, "access_key_id"), Text(arguments, "secret_access_key")) { Region = Text(arguments, "region") };

        Assert.Equal(
            JobSubmission.Parser.ParseFrom(expected), Submission(arguments, SubmissionInputs.S3(sources, access)));
    }

    [Theory]
    [MemberData(nameof(Inferences))]
    public void An_inference_is_what_the_other_client_asks_for(string name)
    {
        var (arguments, expected) = Read(name);
        var message = new InferenceMessage(
            new ModelReference(Text(arguments, "model_identifier"), Text(arguments, "model_version")),
            [.. arguments.GetProperty("inputs").EnumerateArray().Select(Input)],
            arguments.GetProperty("tags").EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString()!),
            arguments.GetProperty("explain").GetBoolean());

        Assert.Equal(
            WireInferenceRequest.Parser.ParseFrom(expected), WireInferenceRequest.Parser.ParseFrom(
                Encoding.BytesOf(message)));
    }

    [Fact]
    public void The_methods_are_those_that_the_other_client_calls()
    {
        Assert.Equal(Method("jobs.get_job_details"), EdgeMethods.GetJob.FullName);
        Assert.Equal(Method("jobs.get_results"), EdgeMethods.GetResults.FullName);
        Assert.Equal(Method("jobs.submit_embedded"), EdgeMethods.SubmitJob.FullName);
        Assert.Equal(Method("jobs.get_all_job_details"), EdgeMethods.GetJobs.FullName);
        Assert.Equal(Method("inferences.perform_inference"), EdgeMethods.PerformInference.FullName);
        Assert.Equal(Method("inferences.get_inference_details"), EdgeMethods.GetInferenceDetails.FullName);
    }

    private static JobSubmission Submission(JsonElement arguments, SubmissionInput input) =>
        JobSubmission.Parser.ParseFrom(Encoding.BytesOf(
        new SubmissionMessage(
            new ModelReference(Text(arguments, "identifier"), Text(arguments, "version")), input, arguments.GetProperty("explain").GetBoolean())));

    private static InferenceInput Input(JsonElement input)
    {
        string key = Text(input, "key");
        if (input.TryGetProperty("text", out var text))
        {
            return InferenceInput.FromText(key, text.GetString()!);
        }

        if (input.TryGetProperty("data", out var data))
        {
            return InferenceInput.FromBytes(key, data.GetProperty("base64").GetBytesFromBase64());
        }

        if (input.TryGetProperty("azure", out var azure))
        {
            return InferenceInput.FromAzure(
                key, Text(azure, "container"), Text(azure, "path"), new AzureAccess(Text(azure, "storage_account"), Text(azure, "storage_account_key")));
        }

        var s3 = input.GetProperty("s3");
        return InferenceInput.FromS3(key, Text(s3, "bucket"), Text(s3, "path"), new S3Access(Text(s3, "access_key_id"), Text(s3, "access_key_secret"))
        {
            Region = s3.TryGetProperty("region", out var region) ? region.GetString() : null,
            Endpoint = s3.TryGetProperty("endpoint", out var endpoint) ? endpoint.GetString() : null,
        });
    }

    private static TheoryData<string> Names(string call) =>
        [.. _vectors.EnumerateArray().Where(vector => Text(vector, "call") == call).Select(vector => Text(vector, "name"))];

    private static string? Method(string call) =>
        Text(_vectors.EnumerateArray().First(vector => Text(vector, "call") == call), "method");

    private static (JsonElement Arguments, byte[] Request) Read(string name)
    {
        var vector = _vectors.EnumerateArray().Single(vector => Text(vector, "name") == name);
        return (vector.GetProperty("arguments"), vector.GetProperty("request_base64").GetBytesFromBase64());
    }

    private static EdgeSource Source(JsonProperty source) => new(
        source.Name,
        [.. source.Value.EnumerateObject().Select(input =>
            new EdgeInput(input.Name, input.Value.GetProperty("base64").GetBytesFromBase64()))]);

    private static string Text(JsonElement vector, string property) => vector.GetProperty(property).GetString()!;
}
