using Modzy.Edge.Wire.Common;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>The codes of item failures, with the names and numbers of the gRPC status codes.</summary>
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

/// <summary>One input item cannot be processed. The other items of its job are not affected.</summary>
internal sealed class ItemFailure(ErrorCode code, string message) : Exception(message)
{
    public ErrorCode Code => code;

    /// <summary>The failure as a message of the results.</summary>
    public Error ToError() => new()
    {
        Message = Message,
        Status = Name(code),
        StatusCode = (uint)code,
    };

    // gRPC's spelling: INVALID_ARGUMENT for InvalidArgument.
    private static string Name(ErrorCode code) => string.Concat(
        code.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{letter}"))
        .ToUpperInvariant();
}
