using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>An input that comes in chunks while its job is open.</summary>
internal sealed class ChunkedInput : Input
{
    private readonly Spool _spool = new();

    private ItemFailure? _failure;

    public int Chunks { get; private set; }

    public override long Size => _spool.Length;

    /// <exception cref="ItemFailure">The chunk cannot be kept. The input is incomplete from then on, and no model gets it.</exception>
    public void Append(ReadOnlySpan<byte> chunk)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        try
        {
            _spool.Append(chunk);
        }
        catch (ItemFailure e)
        {
            _failure = e;
            throw;
        }

        Chunks++;
    }

    public override ValueTask<Payload> FetchAsync(CancellationToken cancellation) =>
        _failure is null ? new(_spool) : throw _failure;

    public override void Dispose() => _spool.Dispose();
}
