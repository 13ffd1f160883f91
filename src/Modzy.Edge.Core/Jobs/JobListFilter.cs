using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>Which jobs to list, as <c>jobs.v1.JobFilter</c>. What is null or empty does not restrict.</summary>
/// <example><code>
/// var filter = new JobListFilter { StartDate = "2026-01-31", Status = "COMPLETE" };
/// Console.WriteLine(client.Jobs.List(filter).Figures.TotalCount);
/// </code></example>
public sealed record JobListFilter
{
    /// <summary>
    /// Jobs submitted at this time or later; ISO 8601, such as <c>2024-05-01</c> or <c>2024-05-01T12:00:00Z</c>.
    /// </summary>
    public string? StartDate { get; init; }

    /// <summary>Jobs submitted at this time or earlier; ISO 8601.</summary>
    public string? EndDate { get; init; }

    /// <summary>Jobs in this state, such as <c>COMPLETE</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Jobs of this model.</summary>
    public string? Model { get; init; }

    /// <summary>Jobs of this user.</summary>
    public string? User { get; init; }

    /// <summary>Jobs submitted with this access key.</summary>
    public string? AccessKey { get; init; }

    internal JobFilter ToWire() => new()
    {
        StartDate = Arguments.Text(StartDate ?? "", "filter.start_date"),
        EndDate = Arguments.Text(EndDate ?? "", "filter.end_date"),
        Status = Arguments.Text(Status ?? "", "filter.status"),
        Model = Arguments.Text(Model ?? "", "filter.model"),
        User = Arguments.Text(User ?? "", "filter.user"),
        AccessKey = Arguments.Text(AccessKey ?? "", "filter.access_key"),
    };
}

/// <summary>
/// Which jobs of the past to list, as <c>jobs.v1.JobHistoryFilter</c>. What is null or empty does not restrict.
/// </summary>
/// <example><code>
/// var filter = new JobHistoryListFilter { StartDate = "2026-01-31", ModelIdentifier = "inspector" };
/// Console.WriteLine(client.Jobs.History(filter).Figures.TotalCount);
/// </code></example>
public sealed record JobHistoryListFilter
{
    /// <summary>Jobs that contain this text.</summary>
    public string? Search { get; init; }

    /// <summary>Jobs of this user.</summary>
    public string? User { get; init; }

    /// <summary>Jobs of this model.</summary>
    public string? Model { get; init; }

    /// <summary>Jobs submitted with this access key.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Jobs submitted at this time or later; ISO 8601.</summary>
    public string? StartDate { get; init; }

    /// <summary>Jobs submitted at this time or earlier; ISO 8601.</summary>
    public string? EndDate { get; init; }

    /// <summary>Jobs in this state, such as <c>COMPLETE</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Jobs of the model with this identifier.</summary>
    public string? ModelIdentifier { get; init; }

    /// <summary>Jobs of this version of the model.</summary>
    public string? ModelVersion { get; init; }

    internal JobHistoryFilter ToWire() => new()
    {
        Search = Arguments.Text(Search ?? "", "filter.search"),
        User = Arguments.Text(User ?? "", "filter.user"),
        Model = Arguments.Text(Model ?? "", "filter.model"),
        AccessKey = Arguments.Text(AccessKey ?? "", "filter.access_key"),
        StartDate = Arguments.Text(StartDate ?? "", "filter.start_date"),
        EndDate = Arguments.Text(EndDate ?? "", "filter.end_date"),
        Status = Arguments.Text(Status ?? "", "filter.status"),
        ModelIdentifier = Arguments.Text(ModelIdentifier ?? "", "filter.model_identifier"),
        ModelVersion = Arguments.Text(ModelVersion ?? "", "filter.model_version"),
    };
}
