using System.Globalization;
using System.Text;
using Modzy.Edge.Json;
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

    private static readonly WireText[] _texts =
        Array.ConvertAll(_names, static name => new WireText(Encoding.ASCII.GetBytes(name), 0, name.Length));

    public static bool IsLive(JobStatus status) =>
        status is JobStatus.Submitted or JobStatus.InProgress or JobStatus.Open;

    public static bool IsFinal(string status) => status is Complete or Canceled or Failed;

    /// <summary>Edges spell the cancelled state in two ways; this normalizes them.</summary>
    public static string Normalize(string status) => status == "CANCELLED" ? Canceled : status;

    /// <summary>The proto name; an unknown number as a number.</summary>
    public static string NameOf(JobStatus status) => (uint)status < (uint)_names.Length
        ? _names[(int)status]
        : ((int)status).ToString(CultureInfo.InvariantCulture);

    /// <summary>The same, in UTF-8 for JSON.</summary>
    public static WireText TextOf(JobStatus status) =>
        (uint)status < (uint)_texts.Length ? _texts[(int)status] : new WireText(NameOf(status));
}
