using System.CommandLine;
using System.Globalization;
using Modzy.Edge.Tool.Output;
using Modzy.Edge.Transport;

namespace Modzy.Edge.Tool.Commands;

internal static class PingCommand
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    public static Command Create(ToolOutput output)
    {
        Option<int?> count = Parsers.Number("--count", "How many calls to make, one a second; 1 unless given.", 1, 1_000_000);
        var command = new EdgeCommand(
            "ping",
            "Makes one whole call to the edge and measures it. The first one connects.",
            "modzy-edge ping",
            "modzy-edge ping --host camera-7.local --count 5",
            "until modzy-edge ping 2>/dev/null; do sleep 1; done")
        {
            count,
        };
        command.SetAction(output, async (parsed, session) =>
        {
            EdgeClient client = session.Client;
            string[] edges = [.. EdgeEndpoint.ParseAll(client.Host, client.Port).Select(edge => edge.ToString())];
            string edge = edges.Length == 1 ? edges[0] : $"one of {string.Join(", ", edges)}";
            for (int i = 0, calls = parsed.GetValue(count) ?? 1; i < calls; i++)
            {
                if (i > 0)
                {
                    await Task.Delay(_interval, session.Cancellation);
                }

                TimeSpan time = await client.PingAsync(null, session.Cancellation);
                if (session.Json)
                {
                    output.JsonLine(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("edge", string.Join(',', edges));
                        json.WriteNumber("round_trip_ms", Math.Round(time.TotalMilliseconds, 3));
                        json.WriteEndObject();
                    });
                }
                else
                {
                    output.Text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{edge} answered in {time.TotalMilliseconds:0.0##} ms"));
                    output.Flush();
                }
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
