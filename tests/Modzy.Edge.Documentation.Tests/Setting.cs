namespace Modzy.Edge.Documentation.Tests;

/// <summary>
/// What the examples take for granted; the documentation of <see cref="EdgeClient"/> tells readers of it. Examples are
/// compiled as methods of a class that inherits this one, so that what they declare themselves may have the same names.
/// </summary>
public abstract class Setting(RunningEdge edge, CancellationToken cancellation) : IDisposable
{
    protected EdgeClient client { get; } = new(RunningEdge.Host, edge.Port);

    protected Job job { get; } = edge.Job;

    protected Inference inference { get; } = edge.Inference;

    protected CancellationToken cancellationToken { get; } = cancellation;

    public void Dispose()
    {
        client.Dispose();
        GC.SuppressFinalize(this);
    }
}
