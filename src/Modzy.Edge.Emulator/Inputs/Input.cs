using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>One data input of an input item: its content, or the reason why it cannot be read.</summary>
internal abstract class Input : IDisposable
{
    /// <summary>Size in bytes; 0 if it is not known before the input is fetched.</summary>
    public virtual long Size => 0;

    /// <exception cref="EmulatorException">The input cannot be fetched.</exception>
    public abstract ValueTask<Payload> FetchAsync(CancellationToken cancellation);

    public abstract void Dispose();
}

/// <summary>An input that the request contains.</summary>
internal sealed class ReadyInput(Payload payload) : Input
{
    public override long Size => payload.Length;

    public override ValueTask<Payload> FetchAsync(CancellationToken cancellation) => new(payload);

    public override void Dispose() => payload.Dispose();
}

/// <summary>An invalid input, which fails its item when the item is processed.</summary>
internal sealed class BrokenInput(EmulatorException failure) : Input
{
    public override ValueTask<Payload> FetchAsync(CancellationToken cancellation) => throw failure;

    public override void Dispose()
    {
    }
}
