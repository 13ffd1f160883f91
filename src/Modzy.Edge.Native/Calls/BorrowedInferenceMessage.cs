using Modzy.Edge.Native.Interop;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native;

/// <summary>A request for a stream that reads the caller's memory. Disposing ends the loan of it.</summary>
internal sealed class BorrowedInferenceMessage(EdgeClient client, BorrowedInference borrowed) : IDisposable
{
    public InferenceMessage Message { get; } = client.Inferences.Message(borrowed.Request);

    public void Dispose() => borrowed.Dispose();
}
