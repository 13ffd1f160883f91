namespace Modzy.Edge.Emulator;

/// <summary>All messages of the log.</summary>
/// <remarks>In one class, because the generator writes classes in no fixed order: a second one would make each build
/// another.</remarks>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "Job {Identifier} of {Model} has ended: {Status}")]
    public static partial void JobEnded(ILogger logger, string identifier, string model, string status);

    [LoggerMessage(2, LogLevel.Error, "Processing an item failed unexpectedly")]
    public static partial void ItemFailed(ILogger logger, Exception failure);

    [LoggerMessage(3, LogLevel.Information, "Inference {Identifier} of {Model} has ended: {Status}")]
    public static partial void InferenceEnded(ILogger logger, string identifier, string model, Enum status);

    [LoggerMessage(4, LogLevel.Error, "{Method} failed unexpectedly")]
    public static partial void MethodFailed(ILogger logger, string method, Exception failure);
}
