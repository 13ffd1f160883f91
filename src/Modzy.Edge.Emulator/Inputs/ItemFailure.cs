using Grpc.Core;
using Modzy.Edge.Wire.Common;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>One input item cannot be worked on. The others of its job go on.</summary>
internal sealed class ItemFailure(StatusCode code, string message) : Exception(message)
{
    public StatusCode Code => code;

    /// <summary>The failure as the results carry it.</summary>
    public Error ToError() => new()
    {
        Message = Message,
        Status = Name(code),
        StatusCode = (uint)code,
    };

    // gRPC's own spelling: INVALID_ARGUMENT for InvalidArgument.
    private static string Name(StatusCode code) => string.Concat(
        code.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{letter}"))
        .ToUpperInvariant();
}
