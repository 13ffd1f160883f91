using Modzy.Edge.Payloads;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Requests;

/// <summary>The operations on inferences that are no more than one call, or one call again and again.</summary>
internal static class InferenceRequests
{
    public static EdgeRequest<Inference> Perform(InferenceMessage message) =>
        new BorrowingRequest<Wire.Inferences.Inference, Inference>(EdgeMethods.PerformInference, message, Inference.From);

    public static EdgeRequest<Inference> Get(string identifier) =>
        EdgeRequests.Unary(EdgeMethods.GetInferenceDetails, Message(identifier), Inference.From);

    public static EdgeRequest<InferenceOutput> GetOutput(string identifier, string outputKey)
    {
        Arguments.Text(outputKey, "output_key");
        return EdgeRequests.Unary(
            EdgeMethods.GetInferenceDetails, Message(identifier), reply => Inference.From(reply).Output(outputKey));
    }

    /// <param name="identifier">The inference.</param>
    /// <param name="options">How long and how often to ask; null for the defaults.</param>
    /// <param name="begun">The schedule of what this is a part of; null if it begins by itself.</param>
    public static EdgeRequest<Inference> Wait(
        string identifier, EdgeWaitOptions? options, WaitSchedule? begun = null) =>
        new WaitRequest<InferenceIdentifier, Wire.Inferences.Inference, Inference>(
            EdgeMethods.GetInferenceDetails,
            Message(identifier),
            WaitSubject.Inference(identifier),
            options,
            Inference.From,
            static inference => inference.IsFinal ? null : inference.Status,
            begun);

    private static InferenceIdentifier Message(string identifier) => new()
    {
        Identifier = Arguments.Required(
            identifier, "inference_identifier", "the identifier of an inference that was asked for"),
    };
}
