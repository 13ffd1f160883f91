using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;
using WireResults = Modzy.Edge.Wire.Results.Results;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Answers that cannot be used: the outcome is a status, whatever comes.</summary>
public sealed class InvalidResponseTests : ClientTest
{
    public InvalidResponseTests() => Log.ExpectFailingCalls();

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task An_answer_larger_than_the_client_accepts(Mode mode)
    {
        Answers.On(EdgeMethods.GetJob, new JobDetails { JobIdentifier = new string('x', 5_000) });
        var client = await ConnectAsync(new EdgeClientOptions { MaxReceiveBytes = 5_000 });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Equal(
            (EdgeStatus.ResourceExhausted, null, $"127.0.0.1:{client.Port}"), (failure.Status, failure.ServerMessage, failure.Endpoint));
        Assert.StartsWith(
            $"The response of 127.0.0.1:{client.Port} is larger than this client accepts (", failure.Message, StringComparison.Ordinal);
        Assert.Contains("max_receive_bytes", failure.Message, StringComparison.Ordinal);
        Assert.Equal(EdgeErrorOrigin.Local, failure.Origin);
    }

    [Fact]
    public async Task An_answer_as_large_as_the_client_accepts()
    {
        var details = new JobDetails { JobIdentifier = new string('x', 5_000) };
        Answers.On(EdgeMethods.GetJob, details);

        var job = (await ConnectAsync(new EdgeClientOptions { MaxReceiveBytes = details.CalculateSize() })).Jobs.Get("job");

        Assert.Equal(5_000, job.JobIdentifier.Length);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task A_receipt_without_an_identifier_is_no_job(Mode mode)
    {
        Answers.OnRaw(EdgeMethods.SubmitJob, (_, _) => Task.FromResult<byte[]>([]));
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => mode.Submit(client, [new("front", new EdgeInput("image", new byte[] { 1 }))]));

        Assert.Equal(
            (EdgeStatus.Internal, false, EdgeErrorOrigin.Transport),
            (failure.Status, failure.IsRetriable, failure.Origin));
        Assert.Contains("without giving it an identifier", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_limit_by_default()
    {
        Answers.On(EdgeMethods.GetJob, new JobDetails { JobIdentifier = new string('x', 8_000_000) });

        Assert.Equal(8_000_000, (await ConnectAsync()).Jobs.Get("job").JobIdentifier.Length);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task An_answer_that_is_no_message(Mode mode)
    {
        Answers.OnRaw(EdgeMethods.GetJob, (_, _) => Task.FromResult(new byte[] { 0x0A, 0xFF, 0xFF }));

        await AssertUnusable(mode.Get(await ConnectAsync()));
    }

    [Fact]
    public async Task An_answer_with_text_that_is_not_UTF_8()
    {
        Answers.OnRaw(EdgeMethods.GetJob, (_, _) => Task.FromResult(new byte[] { 0x0A, 0x01, 0xFF }));

        await AssertUnusable(Mode.Blocking.Get(await ConnectAsync()));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(10_000)]
    public async Task Results_nested_deeper_than_protobuf_reads(int depth)
    {
        Answers.OnRaw(EdgeMethods.GetResults, (_, _) => Task.FromResult(ResultsNested(depth)));

        await AssertUnusable(Mode.Asynchronous.GetResults(await ConnectAsync()));
    }

    [Fact]
    public async Task Results_nested_as_deep_as_protobuf_reads()
    {
        Answers.OnRaw(EdgeMethods.GetResults, (_, _) => Task.FromResult(ResultsNested(40)));

        var results = await Mode.Asynchronous.GetResults(await ConnectAsync());

        Assert.Equal($$"""{"a":{{new string('[', 40)}}null{{new string(']', 40)}}}""", results.Results["a"].Json?.GetRawText());
    }

    /// <summary>Results with one null in that many lists. They are put together from the inside: the generated code
    /// counts at every level what is below it, which takes seconds for thousands of levels.</summary>
    private static byte[] ResultsNested(int depth)
    {
        var content = Value.ForNull().ToByteArray();
        for (var level = 0; level < depth; level++)
        {
            content = Field(Value.ListValueFieldNumber, Field(ListValue.ValuesFieldNumber, content));
        }

        var item = Field(WireResults.Types.InputResult.ResultsFieldNumber, Entry(Struct.FieldsFieldNumber, content));
        return Entry(WireResults.Results_FieldNumber, item);
    }

    /// <summary>The only entry of a map, under the key "a".</summary>
    private static byte[] Entry(int map, byte[] value) => Field(map, [.. Field(1, "a"u8), .. Field(2, value)]);

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        var head = new MemoryStream();
        using (var output = new CodedOutputStream(head, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteLength(content.Length);
        }

        return [.. head.ToArray(), .. content];
    }

    private static async Task AssertUnusable(Task call)
    {
        var failure = await Assert.ThrowsAsync<EdgeException>(() => call);

        Assert.Equal((EdgeStatus.Internal, null), (failure.Status, failure.ServerMessage));
        Assert.StartsWith($"The call to {failure.Endpoint} failed: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Check that an edge listens there, and whether it expects TLS (the option tls).", failure.Message, StringComparison.Ordinal);
    }
}
