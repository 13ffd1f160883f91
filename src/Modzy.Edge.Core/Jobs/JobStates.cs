using System.Globalization;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>The states of a job, by the names that the API gives them.</summary>
internal static class JobStates
{
    private const string Submitted = "SUBMITTED";
    private const string InProgress = "IN_PROGRESS";
    private const string Complete = "COMPLETE";
    private const string Canceled = "CANCELED";
    private const string Failed = "FAILED";
    private const string Open = "OPEN";

    public static bool IsLive(string status) => status is Submitted or InProgress or Open;

    public static bool IsFinal(string status) => status is Complete or Canceled or Failed;

    /// <summary>Edges spell the cancelled state in two ways; here it has one.</summary>
    public static string Normalize(string status) => status == "CANCELLED" ? Canceled : status;

    /// <summary>The name on the wire; a number that has no name is given as a number.</summary>
    public static string NameOf(JobStatus status) => status switch
    {
        JobStatus.Unknown => "UNKNOWN",
        JobStatus.Submitted => Submitted,
        JobStatus.InProgress => InProgress,
        JobStatus.Complete => Complete,
        JobStatus.Canceled => Canceled,
        JobStatus.Failed => Failed,
        JobStatus.Open => Open,
        _ => ((int)status).ToString(CultureInfo.InvariantCulture),
    };
}
