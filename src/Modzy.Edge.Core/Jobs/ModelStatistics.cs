namespace Modzy.Edge;

/// <summary>How much a model was used.</summary>
/// <param name="Identifier">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="ProcessedJobsCount">How many jobs it has worked on.</param>
public sealed record ModelStatistics(string Identifier, string Version, string Name, int ProcessedJobsCount);
