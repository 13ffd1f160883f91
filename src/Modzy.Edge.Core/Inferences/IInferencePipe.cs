using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>A way for requests to the edge and for inferences back.</summary>
internal interface IInferencePipe : IDisposable
{
    /// <summary>Sends a request; when this has completed, it is encoded.</summary>
    Task SendAsync(BorrowedMessage message, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>The next inference; null at the end.</summary>
    Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation);

    /// <summary>No more requests will come.</summary>
    Task CompleteAsync(CancellationToken cancellation);
}
