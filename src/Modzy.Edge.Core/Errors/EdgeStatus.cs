namespace Modzy.Edge;

/// <summary>The outcome of a call.</summary>
/// <remarks>
/// 1 to 16 are gRPC's canonical status codes, by number and by name; from 100 on they are this library's own. The
/// numbers are those of <c>edge_status</c> in the C interface.
/// </remarks>
public enum EdgeStatus
{
    /// <summary>It worked.</summary>
    Ok = 0,

    /// <summary>The call was cancelled: its client was disposed while it ran, or the edge cancelled it.</summary>
    Cancelled = 1,

    /// <summary>The edge failed without saying more, or its answer has no gRPC status.</summary>
    Unknown = 2,

    /// <summary>An argument is invalid; <see cref="EdgeException.Parameter"/> names it.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline or timeout passed. The edge may have done the work nevertheless.</summary>
    DeadlineExceeded = 4,

    /// <summary>There is no such model, version, job or result.</summary>
    NotFound = 5,

    /// <summary>What was to be created is there already.</summary>
    AlreadyExists = 6,

    /// <summary>The edge knows the caller but does not allow this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit was reached: most often a message larger than the edge accepts.</summary>
    ResourceExhausted = 8,

    /// <summary>The edge, or the machine of the caller, is not in a state in which this could work.</summary>
    FailedPrecondition = 9,

    /// <summary>The edge gave up on the operation because of a conflict with another.</summary>
    Aborted = 10,

    /// <summary>A position lies outside of what there is.</summary>
    OutOfRange = 11,

    /// <summary>The edge does not offer this call, or the peer is not an edge.</summary>
    Unimplemented = 12,

    /// <summary>A fault in the edge, in this library, or in the conversation between them.</summary>
    Internal = 13,

    /// <summary>The edge cannot be reached, or the connection was lost. Worth another try.</summary>
    Unavailable = 14,

    /// <summary>The edge has lost data.</summary>
    DataLoss = 15,

    /// <summary>The edge requires credentials.</summary>
    Unauthenticated = 16,

    /// <summary>C interface only: not a handle, or not one any more.</summary>
    InvalidHandle = 100,

    /// <summary>C interface only: this process is a fork of the one that used the library.</summary>
    ForkedProcess = 101,

    /// <summary>There is not enough memory for the call.</summary>
    OutOfMemory = 102,
}

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
