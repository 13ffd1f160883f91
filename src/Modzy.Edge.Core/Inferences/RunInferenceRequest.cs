using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Asks for an inference and waits for its end, both within one time.</summary>
internal sealed class RunInferenceRequest(InferenceMessage message, TimeSpan? timeout, TimeSpan? pollInterval)
    : EdgeRequest<Inference>
{
    private readonly TimeSpan? _pollInterval = Polling.Check(timeout, pollInterval);

    public override async ValueTask<Inference> RunAsync(CallContext context)
    {
        var patience = new Patience(timeout ?? Patience.DefaultTimeout, TimeSpan.Zero, TimeSpan.Zero);
        CallContext limited = context.Within(patience.Remaining);
        Inference inference = await InferenceRequests.Perform(message).RunAsync(limited).ConfigureAwait(false);
        if (inference is { IsFinal: false, Identifier: "" })
        {
            throw new EdgeException(
                EdgeStatus.Internal,
                "The edge has taken the inference without giving it an identifier, so that it cannot be waited for; look into its log.");
        }

        return inference.IsFinal
            ? inference
            : await InferenceRequests.Wait(inference.Identifier, patience.Remaining, _pollInterval)
                .RunAsync(context)
                .ConfigureAwait(false);
    }
}
