using System.CommandLine;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class FeaturesCommand
{
    public static Command Create(ToolOutput output)
    {
        var command = new EdgeCommand(
            "features",
            "Prints the limits of the edge.",
            "modzy-edge features",
            "modzy-edge features --json");
        command.SetAction(output, async (_, session) =>
        {
            EdgeFeatures features = await session.Client.Jobs.GetFeaturesAsync(null, session.Cancellation);
            if (session.Json)
            {
                output.JsonLine(features.WriteJson);
                return ExitCodes.Ok;
            }

            output.Table(["LIMIT", "VALUE"], Rows(features));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static string[][] Rows(EdgeFeatures features) =>
    [
        ["largest chunk", features.InputChunkMaximumSize],
        ["chunks of one data input", JobTables.Number(features.MaximumInputChunks)],
        ["input items of one job", JobTables.Number(features.MaximumInputsPerJob)],
    ];
}
