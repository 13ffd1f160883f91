using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>An input that comes in chunks while its job is open.</summary>
internal sealed class ChunkedInput : Input
{
    private readonly Spool _spool = new();

    public int Chunks { get; private set; }

    public override long Size => _spool.Length;

    public void Append(ReadOnlySpan<byte> chunk)
    {
        _spool.Append(chunk);
        Chunks++;
    }

    public override ValueTask<Payload> FetchAsync(CancellationToken cancellation) => new(_spool);

    public override void Dispose() => _spool.Dispose();
}
