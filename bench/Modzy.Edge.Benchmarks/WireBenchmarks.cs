using BenchmarkDotNet.Attributes;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Benchmarks;

/// <summary>The payload writer: from the caller's bytes to the message, without what carries it.</summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private readonly DiscardingWriter _writer = new();
    private EdgeSource[] _sources = [];
    private SubmissionMessage _message = null!;

    /// <summary>The payload in bytes.</summary>
    [Params(64, 64 * 1024, 1024 * 1024, 16 * 1024 * 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        byte[] data = new byte[Size];
        new Random(1).NextBytes(data);
        _sources = [new EdgeSource("job", new EdgeInput("input.bin", data))];
        _message = Build();
    }

    /// <summary>Checks the arguments and measures the message.</summary>
    [Benchmark]
    public int Make() => Build().Size;

    /// <summary>Writes a message that was made.</summary>
    [Benchmark]
    public long Write()
    {
        _message.WriteTo(_writer);
        return _writer.Written;
    }

    private SubmissionMessage Build() =>
        new(new ModelReference("inspector", "1.0.0"), SubmissionInputs.Embedded(_sources), explain: false);
}
