using System.Globalization;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>The states of a job, by their names in the API.</summary>
internal static class JobStates
{
    private const string Complete = "COMPLETE";
    public const string Canceled = "CANCELED";
    private const string Failed = "FAILED";

    /// <summary>By their proto numbers.</summary>
    private static readonly string[] _names = ["UNKNOWN", "SUBMITTED", "IN_PROGRESS", Complete, Canceled, Failed, "OPEN"];

    public static bool IsLive(JobStatus status) =>
        status is JobStatus.Submitted or JobStatus.InProgress or JobStatus.Open;

    public static bool IsFinal(string status) => status is Complete or Canceled or Failed;

    /// <summary>Edges spell the cancelled state in two ways; this normalizes them.</summary>
    public static string Normalize(string status) => status == "CANCELLED" ? Canceled : status;

    /// <summary>The proto name; an unknown number as a number.</summary>
    public static string NameOf(JobStatus status) => (uint)status < (uint)_names.Length
        ? _names[(int)status]
        : ((int)status).ToString(CultureInfo.InvariantCulture);
}
