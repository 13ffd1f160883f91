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

    public static EdgeRequest<Inference> Wait(string identifier, TimeSpan? timeout, TimeSpan? pollInterval) =>
        new WaitRequest<InferenceIdentifier, Wire.Inferences.Inference, Inference>(
            EdgeMethods.GetInferenceDetails,
            Message(identifier),
            $"Inference {identifier}",
            timeout,
            pollInterval,
            Inference.From,
            static inference => inference.IsFinal ? null : inference.Status);

    private static InferenceIdentifier Message(string identifier) => new()
    {
        Identifier = Arguments.Required(
            identifier, "inference_identifier", "the identifier of an inference that was asked for"),
    };
}
