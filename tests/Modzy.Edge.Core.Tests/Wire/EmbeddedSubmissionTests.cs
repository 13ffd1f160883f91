using CsCheck;
using Google.Protobuf;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>The payload writer says what the generated classes say.</summary>
public sealed class EmbeddedSubmissionTests
{
    [Fact]
    public void Any_submission_is_what_the_generated_classes_write() =>
        Gen.Select(
            SubmissionGenerators.NonEmptyText,
            SubmissionGenerators.NonEmptyText,
            SubmissionGenerators.Sources,
            Gen.Bool)
            .Sample(
                (model, version, sources, explain) =>
                {
                    var bytes = Encoding.BytesOf(Encoding.Submission(model, version, sources, explain));
                    var expected = Generated.Submission(model, version, sources, explain);

                    Assert.Equal(expected, JobSubmission.Parser.ParseFrom(bytes));
                    // The generated classes leave out a key that is empty, as proto3 allows; else every byte agrees.
                    if (!sources.SelectMany(source => source.Inputs.Select(input => input.Key).Append(source.Key)).Contains(""))
                    {
                        Assert.Equal(expected.ToByteArray(), bytes);
                    }
                },
                iter: 1_000);

    [Fact]
    public void Empty_keys_are_keys()
    {
        EdgeSource[] sources = [new("", new EdgeInput("", new byte[] { 1 })), new("s", new EdgeInput("", default), new EdgeInput("i", default))];

        Assert.Equal(
            Generated.Submission("m", "1.0.0", sources, explain: false),
            JobSubmission.Parser.ParseFrom(Encoding.BytesOf(Encoding.Submission(sources))));
    }

    [Fact]
    public void Whatever_spans_the_output_lends_the_bytes_are_the_same() =>
        Gen.Select(SubmissionGenerators.Sources, Gen.Bool, Gen.Int, Gen.OneOf(1, 2, 3, 4, 5, 7, 64, 5_000))
            .Sample(
                (sources, explain, seed, longest) =>
                {
                    var message = Encoding.Submission(sources, explain);
                    var output = new RandomSpanWriter(seed, longest);

                    message.WriteTo(output);

                    Assert.Equal(Encoding.BytesOf(message), output.Content);
                },
                iter: 500);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(3_000)]
    public void Any_number_of_items_is_written(int count)
    {
        EdgeSource[] sources =
            [.. Enumerable.Range(0, count).Select(i => new EdgeSource($"item {i}", new EdgeInput("input", new[] { (byte)i })))];

        var bytes = Encoding.BytesOf(Encoding.Submission(sources));

        Assert.Equal(Generated.Submission("m", "1.0.0", sources, explain: false).ToByteArray(), bytes);
        Assert.Equal(count, JobSubmission.Parser.ParseFrom(bytes).Input.Sources.Count);
    }

    [Fact]
    public void A_message_can_be_written_again()
    {
        var message = Encoding.Submission([new EdgeSource("s", new EdgeInput("i", new byte[] { 1, 2, 3 }))], explain: true);

        Assert.Equal(Encoding.BytesOf(message), Encoding.BytesOf(message));
    }

    [Fact]
    public void Explain_is_on_the_wire_only_when_it_is_true()
    {
        EdgeSource[] sources = [new("s", new EdgeInput("i", new byte[] { 1 }))];

        var without = Encoding.BytesOf(Encoding.Submission(sources));
        var with = Encoding.BytesOf(Encoding.Submission(sources, explain: true));

        Assert.Equal([.. without, 0x18, 0x01], with);
    }
}
