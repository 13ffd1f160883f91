using System.Text.Json;
using Google.Protobuf;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Payloads;

/// <summary>Requests as another client of the same API puts them on the wire.</summary>
public sealed class VectorTests
{
    private static readonly JsonElement _vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors.json"))).RootElement.GetProperty("vectors");

    public static TheoryData<string> EmbeddedJobs => Names("jobs.submit_embedded");

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

        Assert.Equal(JobSubmission.Parser.ParseFrom(expected), JobSubmission.Parser.ParseFrom(Encoding.BytesOf(message)));
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

    [Fact]
    public void The_methods_are_those_that_the_other_client_calls()
    {
        Assert.Equal(Method("jobs.get_job_details"), EdgeMethods.GetJob.FullName);
        Assert.Equal(Method("jobs.get_results"), EdgeMethods.GetResults.FullName);
        Assert.Equal(Method("jobs.submit_embedded"), EdgeMethods.SubmitJob.FullName);
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
