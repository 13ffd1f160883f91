namespace Modzy.Edge;

/// <summary>The names of statuses as gRPC writes them, <c>NOT_FOUND</c>.</summary>
internal static class EdgeStatusNames
{
    public static string Of(EdgeStatus status) => status switch
    {
        EdgeStatus.Ok => "OK",
        EdgeStatus.Cancelled => "CANCELLED",
        EdgeStatus.Unknown => "UNKNOWN",
        EdgeStatus.InvalidArgument => "INVALID_ARGUMENT",
        EdgeStatus.DeadlineExceeded => "DEADLINE_EXCEEDED",
        EdgeStatus.NotFound => "NOT_FOUND",
        EdgeStatus.AlreadyExists => "ALREADY_EXISTS",
        EdgeStatus.PermissionDenied => "PERMISSION_DENIED",
        EdgeStatus.ResourceExhausted => "RESOURCE_EXHAUSTED",
        EdgeStatus.FailedPrecondition => "FAILED_PRECONDITION",
        EdgeStatus.Aborted => "ABORTED",
        EdgeStatus.OutOfRange => "OUT_OF_RANGE",
        EdgeStatus.Unimplemented => "UNIMPLEMENTED",
        EdgeStatus.Internal => "INTERNAL",
        EdgeStatus.Unavailable => "UNAVAILABLE",
        EdgeStatus.DataLoss => "DATA_LOSS",
        EdgeStatus.Unauthenticated => "UNAUTHENTICATED",
        EdgeStatus.InvalidHandle => "INVALID_HANDLE",
        EdgeStatus.ForkedProcess => "FORKED_PROCESS",
        EdgeStatus.OutOfMemory => "OUT_OF_MEMORY",
        _ => "UNRECOGNIZED",
    };
}
