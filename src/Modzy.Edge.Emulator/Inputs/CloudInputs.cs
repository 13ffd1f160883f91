using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.S3;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>Inputs in object storage. They fail their items, except S3 inputs if --s3-endpoint is set.</summary>
internal sealed class CloudInputs(EmulatorOptions options, S3Store store)
{
    public Input FromS3(string key, S3Location location) => options.S3Endpoint is { } endpoint
        ? new S3Input(store, endpoint, key, location)
        : NoAccess(key, "S3", "; --s3-endpoint sets a store to fetch S3 inputs from.");

    public static Input FromAzure(string key) => NoAccess(key, "Azure", ".");

    private static BrokenInput NoAccess(string key, string cloud, string end) => new(new EmulatorException(
        ErrorCode.FailedPrecondition,
        $"The input '{key}' is in {cloud}, and the emulator has no cloud access{end}"));
}
