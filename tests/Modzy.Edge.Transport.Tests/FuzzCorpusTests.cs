using Modzy.Edge.Fuzz;

namespace Modzy.Edge.Transport.Tests;

/// <summary>The inputs that fuzzing has found, each of which reaches something that no other does: tests/fuzz.</summary>
public sealed class FuzzCorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_of_the_corpus_breaks_a_promise(string target)
    {
        string[] inputs = Directory.GetFiles(Path.Join(AppContext.BaseDirectory, "corpus", target));

        Assert.NotEmpty(inputs);
        Assert.All(inputs, input => FuzzTargets.All[target](File.ReadAllBytes(input)));
    }
}
