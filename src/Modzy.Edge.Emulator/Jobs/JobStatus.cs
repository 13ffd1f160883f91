using System.Text.Json;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>The states of a job, numbered as in jobs.proto.</summary>
internal enum JobStatus
{
    Submitted = 1,
    InProgress = 2,
    Complete = 3,
    Canceled = 4,
    Failed = 5,
    Open = 6,
}

internal static class JobStatusExtensions
{
    extension(JobStatus status)
    {
        public bool IsFinal => status is JobStatus.Complete or JobStatus.Canceled or JobStatus.Failed;

        /// <summary>The name in upper snake case, such as IN_PROGRESS.</summary>
        public string Name => JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.ToString());
    }
}
