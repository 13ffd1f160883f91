using Modzy.Edge.Wire.Inferences;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;

namespace Modzy.Edge.Wire;

/// <summary>The reply to a submission.</summary>
internal interface ISubmittedJob
{
    string JobIdentifier { get; }
}

/// <summary>The job or the inference that a call is about, which one of several edges has.</summary>
internal static class CallSubject
{
    /// <summary>Its identifier; null if the message is about none that exists already.</summary>
    public static string? Of(object message) => message switch
    {
        JobIdentifier job => job.Identifier,
        ResultIdentifier result => result.JobIdentifier?.Identifier,
        OutputIdentifier output => output.ResultIdentifier?.JobIdentifier?.Identifier,
        InferenceIdentifier inference => inference.Identifier,
        IWireMessage written => written.Subject,
        _ => null,
    };

    /// <summary>The identifier of what a call has created; null if it has created nothing.</summary>
    public static string? CreatedBy(object reply) => reply switch
    {
        ISubmittedJob job => job.JobIdentifier,
        WireInference { Identifier.Length: > 0 } inference => inference.Identifier,
        _ => null,
    };
}
