using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>One data input of an input item: what a model will get, or why it cannot.</summary>
internal abstract class Input : IDisposable
{
    /// <summary>Size in bytes as far as it is known before the input is fetched.</summary>
    public virtual long Size => 0;

    /// <exception cref="ItemFailure">The input cannot be had.</exception>
    public abstract ValueTask<Payload> FetchAsync(CancellationToken cancellation);

    public abstract void Dispose();
}

/// <summary>An input that came with the request.</summary>
internal sealed class ReadyInput(Payload payload) : Input
{
    public override long Size => payload.Length;

    public override ValueTask<Payload> FetchAsync(CancellationToken cancellation) => new(payload);

    public override void Dispose() => payload.Dispose();
}

/// <summary>An input that was seen to be wrong at once, but fails only when its item is worked on.</summary>
internal sealed class BrokenInput(ItemFailure failure) : Input
{
    public override ValueTask<Payload> FetchAsync(CancellationToken cancellation) => throw failure;

    public override void Dispose()
    {
    }
}
