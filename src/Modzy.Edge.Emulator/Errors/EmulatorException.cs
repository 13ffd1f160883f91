namespace Modzy.Edge.Emulator.Errors;

/// <summary>Error codes, with the names and numbers of the gRPC status codes.</summary>
internal enum ErrorCode
{
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Internal = 13,
    Unavailable = 14,
}

/// <summary>A request that is rejected, or an input item that cannot be processed.</summary>
internal sealed class EmulatorException(ErrorCode code, string message) : Exception(message)
{
    public ErrorCode Code => code;

    public static EmulatorException InvalidArgument(string field, string what) =>
        new(ErrorCode.InvalidArgument, $"{field} {what}.");

    public static EmulatorException NotFound(string message) => new(ErrorCode.NotFound, message);

    public static EmulatorException FailedPrecondition(string message) => new(ErrorCode.FailedPrecondition, message);

    public static EmulatorException ResourceExhausted(string message) => new(ErrorCode.ResourceExhausted, message);

    /// <exception cref="EmulatorException">The value of a required field is empty.</exception>
    public static void ThrowIfEmpty(string field, string value)
    {
        if (value.Length == 0)
        {
            throw InvalidArgument(field, "must not be empty");
        }
    }
}
