using System.Globalization;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge;

/// <summary>The states of an inference, by the names that the wire gives them.</summary>
internal static class InferenceStates
{
    public static bool IsFinal(InferenceStatus status) =>
        status is InferenceStatus.Complete or InferenceStatus.Canceled or InferenceStatus.Failed;

    /// <summary>The name on the wire; a number that has no name is given as a number.</summary>
    public static string NameOf(InferenceStatus status) => status switch
    {
        InferenceStatus.UnknownInferenceStatus => "UNKNOWN_INFERENCE_STATUS",
        InferenceStatus.Queued => "QUEUED",
        InferenceStatus.Fetching => "FETCHING",
        InferenceStatus.InProgress => "IN_PROGRESS",
        InferenceStatus.Complete => "COMPLETE",
        InferenceStatus.Canceled => "CANCELED",
        InferenceStatus.Failed => "FAILED",
        _ => ((int)status).ToString(CultureInfo.InvariantCulture),
    };
}
