namespace Modzy.Edge;

/// <summary>How much a model was used.</summary>
/// <param name="Identifier">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="ProcessedJobsCount">How many jobs it has worked on.</param>
/// <example><code>
/// foreach (ModelStatistics model in client.Jobs.GetStatisticsOf("emulator").Models)
/// {
///     Console.WriteLine($"{model.Identifier} {model.Version}: {model.ProcessedJobsCount} jobs");     // ...: ... jobs
/// }
/// </code></example>
public sealed record ModelStatistics(string Identifier, string Version, string Name, int ProcessedJobsCount);
