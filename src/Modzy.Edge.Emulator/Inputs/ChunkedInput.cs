using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>An input that is appended to in chunks while its job is open.</summary>
internal sealed class ChunkedInput : Input
{
    private readonly Spool _spool = new();

    private EmulatorException? _failure;

    public int Chunks { get; private set; }

    public override long Size => _spool.Length;

    /// <exception cref="EmulatorException">The chunk cannot be stored, and the input not be fetched.</exception>
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
        catch (EmulatorException e)
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
