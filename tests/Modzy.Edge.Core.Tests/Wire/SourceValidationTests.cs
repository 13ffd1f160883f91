namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>What is refused before anything is sent, and in which words.</summary>
public sealed class SourceValidationTests
{
    private const string HalfOfAPair =
        "is not valid text: it holds half of a surrogate pair, which UTF-8 cannot express.";

    private static readonly EdgeInput _input = new("i", ReadOnlyMemory<byte>.Empty);

    public static TheoryData<EdgeSource[], string, string> Wrong => new()
    {
        { [], "sources", "is empty; a job needs at least one input item." },
        { [new("a", _input), new("b")], "sources[1].inputs", "is empty; an input item needs at least one data input." },
        {
            [new("a", _input), new("b", _input), new("a", _input)], "sources[2].key",
            "is \"a\", as is sources[0].key; each input item of the job needs a key of its own."
        },
        {
            [new("a", _input, new EdgeInput("j", default), _input)], "sources[0].inputs[2].key",
            "is \"i\", as is sources[0].inputs[0].key; each data input of the item needs a key of its own."
        },
        { [new("", _input), new("", _input)], "sources[1].key", "is \"\", as is sources[0].key; each input item of the job needs a key of its own." },
        { [new("a", _input), new(null!, _input)], "sources[1].key", "is null; give a text, which may be empty." },
        { [new(null!, _input), new(null!, _input)], "sources[0].key", "is null; give a text, which may be empty." },
        { [new("a", new EdgeInput(null!, default))], "sources[0].inputs[0].key", "is null; give a text, which may be empty." },
        { [new("a", _input), null!], "sources[1]", "is null; give an input item." },
        { [new("a", (IReadOnlyList<EdgeInput>)null!)], "sources[0].inputs", "is null; an input item needs at least one data input." },
        { [new("a", _input, null!)], "sources[0].inputs[1]", "is null; give a data input." },
    };

    public static TheoryData<string, string, string, string> WrongModels => new()
    {
        { "", "1.0.0", "model_identifier", "is empty; give the identifier of a model that the edge serves." },
        { "m", "", "model_version", "is empty; give the version of the model, such as 1.0.1." },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Wrong_sources_are_refused_by_name(EdgeSource[] sources, string parameter, string problem)
    {
        var refusal = Assert.Throws<EdgeException>(() => Encoding.Submission(sources));

        Assert.Equal(EdgeStatus.InvalidArgument, refusal.Status);
        Assert.Equal(parameter, refusal.Parameter);
        Assert.Equal($"{parameter} {problem}", refusal.Message);
        Assert.False(refusal.IsRetriable);
    }

    [Theory]
    [MemberData(nameof(WrongModels), DisableDiscoveryEnumeration = true)]
    public void A_wrong_model_is_refused_by_name(string identifier, string version, string parameter, string problem)
    {
        var refusal = Assert.Throws<EdgeException>(() => new Edge.Wire.ModelReference(identifier, version));

        Assert.Equal((EdgeStatus.InvalidArgument, parameter), (refusal.Status, refusal.Parameter));
        Assert.Equal($"{parameter} {problem}", refusal.Message);
    }

    /// <summary>
    /// Facts, not a theory: halves of pairs in the names of tests are more than the writers of reports can take.
    /// </summary>
    [Fact]
    public void Text_that_UTF8_cannot_express_is_refused_by_name()
    {
        AssertRefused("sources[0].inputs[1].key", () => Encoding.Submission([new("a", _input, new EdgeInput("x\uD800y", default))]));
        AssertRefused("sources[0].key", () => Encoding.Submission([new("\uDFFF", _input)]));
        AssertRefused("model_identifier", () => new Edge.Wire.ModelReference("m\uD83D", "1.0.0"));
        AssertRefused("model_version", () => new Edge.Wire.ModelReference("m", "\uDE42"));

        static void AssertRefused(string parameter, Func<object> make) =>
            Assert.Equal($"{parameter} {HalfOfAPair}", Assert.Throws<EdgeException>(make).Message);
    }

    [Fact]
    public void The_same_key_may_stand_in_two_items()
    {
        var message = Encoding.Submission([new("a", _input), new("b", _input), new("A", _input)]);

        Assert.NotEqual(0, message.Size);
    }
}
