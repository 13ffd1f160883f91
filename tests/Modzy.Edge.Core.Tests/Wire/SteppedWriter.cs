using System.Buffers;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>A buffer writer that keeps its encoder waiting for the second span until it is let go on.</summary>
internal sealed class SteppedWriter : IBufferWriter<byte>, IDisposable
{
    private readonly byte[] _memory = new byte[1 << 20];
    private readonly ManualResetEventSlim _inside = new();
    private readonly ManualResetEventSlim _goOn = new();

    /// <summary>The lengths of the spans that were lent.</summary>
    public List<int> Advances { get; } = [];

    public void WaitUntilEncoderIsInside() => _inside.Wait(TestContext.Current.CancellationToken);

    public void GoOn() => _goOn.Set();

    public void Advance(int count)
    {
        Advances.Add(count);
        _inside.Set();
        _goOn.Wait(TestContext.Current.CancellationToken);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _memory;

    public Span<byte> GetSpan(int sizeHint = 0) => _memory;

    public void Dispose()
    {
        _inside.Dispose();
        _goOn.Dispose();
    }
}
