using Modzy.Edge.Payloads;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>The identifier of a job as an argument.</summary>
internal static class JobIdentifiers
{
    /// <exception cref="EdgeException">It is empty or not valid text.</exception>
    public static JobIdentifier Message(string jobIdentifier)
    {
        ArgumentNullException.ThrowIfNull(jobIdentifier);
        if (jobIdentifier.Length == 0)
        {
            throw EdgeException.InvalidArgument(
                "job_identifier", "is empty; give the job_identifier of a job that was submitted.");
        }

        _ = StrictUtf8.Encode(jobIdentifier, "job_identifier");
        return new JobIdentifier { Identifier = jobIdentifier };
    }
}
