using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>The operations that are no more than one call.</summary>
internal static class EdgeRequests
{
    public static EdgeRequest<Job> GetJob(string jobIdentifier) =>
        new UnaryRequest<JobIdentifier, JobDetails, Job>(EdgeMethods.GetJob, JobIdentifiers.Message(jobIdentifier), Job.From);

    public static EdgeRequest<JobResults> GetResults(string jobIdentifier) =>
        new UnaryRequest<JobIdentifier, Wire.Results.Results, JobResults>(
            EdgeMethods.GetResults, JobIdentifiers.Message(jobIdentifier), JobResults.From);
}
