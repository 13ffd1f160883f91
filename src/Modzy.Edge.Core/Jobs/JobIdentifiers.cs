using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>The identifier of a job as an argument.</summary>
internal static class JobIdentifiers
{
    /// <exception cref="EdgeException">It is empty or not valid text.</exception>
    public static JobIdentifier Message(string jobIdentifier) => new()
    {
        Identifier = Arguments.Required(jobIdentifier, "job_identifier", "the job_identifier of a job that was submitted"),
    };
}
