namespace Modzy.Edge.Tool.Doctor;

/// <summary>What one step of the examination came to.</summary>
/// <param name="Step">The step.</param>
/// <param name="Text">What was found, or what is wrong.</param>
/// <param name="Remedy">What to do about it; null if the step passed.</param>
/// <param name="ExitCode">What the tool ends with because of it.</param>
internal sealed record Finding(string Step, string Text, string? Remedy = null, int ExitCode = ExitCodes.Ok)
{
    public bool Passed => Remedy is null;
}
