using System.Globalization;
using System.Text;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>The states of a job, by the names that the API gives them.</summary>
internal static class JobStates
{
    private const string Unknown = "UNKNOWN";
    private const string Submitted = "SUBMITTED";
    private const string InProgress = "IN_PROGRESS";
    private const string Complete = "COMPLETE";
    private const string Canceled = "CANCELED";
    private const string Failed = "FAILED";
    private const string Open = "OPEN";

    /// <summary>By the numbers that the wire has for them.</summary>
    private static readonly WireText[] _texts =
        [Plain(Unknown), Plain(Submitted), Plain(InProgress), Plain(Complete), Plain(Canceled), Plain(Failed), Plain(Open)];

    public static bool IsLive(JobStatus status) => status is JobStatus.Submitted or JobStatus.InProgress or JobStatus.Open;

    public static bool IsFinal(string status) => status is Complete or Canceled or Failed;

    /// <summary>Edges spell the cancelled state in two ways; here it has one.</summary>
    public static string Normalize(string status) => status == "CANCELLED" ? Canceled : status;

    /// <summary>The name on the wire; a number that has no name is given as a number.</summary>
    public static string NameOf(JobStatus status) => status switch
    {
        JobStatus.Unknown => Unknown,
        JobStatus.Submitted => Submitted,
        JobStatus.InProgress => InProgress,
        JobStatus.Complete => Complete,
        JobStatus.Canceled => Canceled,
        JobStatus.Failed => Failed,
        JobStatus.Open => Open,
        _ => ((int)status).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The same, ready for JSON.</summary>
    public static WireText TextOf(JobStatus status) =>
        (uint)status < (uint)_texts.Length ? _texts[(int)status] : new WireText(NameOf(status));

    private static WireText Plain(string name) => new(Encoding.ASCII.GetBytes(name), 0, name.Length);
}
