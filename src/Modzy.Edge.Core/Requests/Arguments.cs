using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Checks of arguments that are text.</summary>
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
