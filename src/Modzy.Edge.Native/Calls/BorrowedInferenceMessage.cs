using Modzy.Edge.Native.Interop;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native;

/// <summary>A request for a stream that reads the caller's memory. Disposing ends the loan of it.</summary>
internal sealed class BorrowedInferenceMessage(
    EdgeClient client, string modelIdentifier, string modelVersion, BorrowedInference borrowed, bool explain) : IDisposable
{
    public InferenceMessage Message { get; } =
        client.Inferences.Message(modelIdentifier, modelVersion, borrowed.Inputs, explain, borrowed.Tags);

    public void Dispose() => borrowed.Dispose();
}
