using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.S3;

namespace Modzy.Edge.Emulator.Inputs;

/// <summary>Inputs that lie elsewhere. They fail as inputs, unless the emulator was told of a store to ask.</summary>
internal sealed class CloudInputs(EmulatorOptions options, S3Store store)
{
    public Input FromS3(string key, S3Location location) => options.S3Endpoint is { } endpoint
        ? new S3Input(store, endpoint, key, location)
        : NoAccess(key, "S3", "; --s3-endpoint gives it a store to ask.");

    public static Input FromAzure(string key) => NoAccess(key, "Azure", ".");

    private static BrokenInput NoAccess(string key, string cloud, string end) => new(new ItemFailure(
        ErrorCode.FailedPrecondition,
        $"The input '{key}' lies in {cloud}, and the emulator has no cloud access{end}"));
}
