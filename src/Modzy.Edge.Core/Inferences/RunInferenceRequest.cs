using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Asks for an inference and waits for its end, both within one time.</summary>
internal sealed class RunInferenceRequest : EdgeRequest<Inference>
{
    private readonly InferenceMessage _message;
    private readonly EdgeWaitOptions? _options;

    /// <exception cref="EdgeException">One of the times cannot be right.</exception>
    public RunInferenceRequest(InferenceMessage message, EdgeWaitOptions? options)
    {
        WaitSchedule.Check(options);
        (_message, _options) = (message, options);
    }

    public override async ValueTask<Inference> RunAsync(CallContext context)
    {
        var schedule = new WaitSchedule(_options);
        Inference inference = await InferenceRequests.Perform(_message).RunAsync(context.Within(schedule.CallTime)).ConfigureAwait(false);
        return inference.IsFinal
            ? inference
            : await WaitAsync(context, inference.Identifier, schedule).ConfigureAwait(false);
    }

    /// <summary>Waits for an inference of which only this call knows the identifier: no failure may lose it.</summary>
    private async ValueTask<Inference> WaitAsync(CallContext context, string identifier, WaitSchedule schedule)
    {
        try
        {
            return await InferenceRequests.Wait(identifier, _options, schedule).RunAsync(context).ConfigureAwait(false);
        }
        catch (EdgeException e) when (!e.Message.Contains(identifier, StringComparison.Ordinal))
        {
            EdgeException failure = e.Explained($"Inference {identifier} was accepted, but waiting for it failed: {e.Message}");
            failure.InferenceIdentifier = identifier;
            throw failure;
        }
    }
}
