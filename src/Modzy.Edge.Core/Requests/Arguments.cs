using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>Validates string arguments.</summary>
internal static class Arguments
{
    /// <exception cref="EdgeException">It is null or not valid text.</exception>
    public static string Text(string text, string parameter)
    {
        _ = StrictUtf8.Encode(text, parameter);
        return text;
    }

    /// <exception cref="EdgeException">It is null, empty, or not valid text.</exception>
    public static string Required(string text, string parameter, string what) =>
        Text(text, parameter).Length > 0 ? text : throw EdgeException.InvalidArgument(parameter, $"is empty; give {what}.");
}

/// <summary>Makes messages from job identifiers.</summary>
internal static class JobIdentifiers
{
    /// <exception cref="EdgeException">It is empty or not valid text.</exception>
    public static JobIdentifier Message(string jobIdentifier) => new()
    {
        Identifier = Arguments.Required(jobIdentifier, "job_identifier", "the job_identifier of a job that was submitted"),
    };
}
