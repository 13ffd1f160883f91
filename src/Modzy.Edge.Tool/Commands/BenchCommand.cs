using System.CommandLine;
using System.Globalization;
using Modzy.Edge.Tool.Bench;
using Modzy.Edge.Tool.Inputs;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class BenchCommand
{
    private const int LargestPayload = 256 << 20;

    private static readonly string[] _calls = ["ping", "run", "submit", "job"];

    public static Command Create(ToolOutput output)
    {
        var model = new Argument<string?>("model") { Description = "The model; without one, pings are measured.", Arity = ArgumentArity.ZeroOrOne };
        var version = new Argument<string?>("version") { Description = "Its version.", Arity = ArgumentArity.ZeroOrOne };
        var call = new Option<string?>("--call")
        {
            Description = "What to measure: ping; run, an inference to its end; submit, a job until it is accepted; job, a job to its results.",
            HelpName = "call",
        };
        call.AcceptOnlyFromAmong(_calls);
        Option<int[]?> sizes = Parsers.Sizes("--sizes", "Payloads of random bytes; 1K,64K,1M unless given.", LargestPayload);
        var file = new Option<string?>("--file") { Description = "A file as the payload.", HelpName = "file" };
        var input = new Option<string>("--input")
        {
            Description = "The name by which the model finds it; 'input' unless given.",
            HelpName = "name",
            DefaultValueFactory = _ => "input",
        };
        Option<int[]?> concurrency = Parsers.Numbers("--concurrency", "How many calls run at a time; 1,4,16 unless given.", 1, 10_000);
        Option<TimeSpan?> duration = Parsers.Duration("--duration", "How long each row is measured; 2s unless given.");
        var command = new EdgeCommand(
            "bench",
            "Loads the edge with calls and measures rate and latency, for planning what a device can carry. The calls are real ones.",
            "modzy-edge bench",
            "modzy-edge bench inspector 1.0.0 --sizes 1K,1M --concurrency 1,8",
            "modzy-edge bench detector 2.1.0 --file photo.jpg --input image --call job --duration 30s --json")
        {
            model, version, call, sizes, file, input, concurrency, duration,
        };
        command.SetAction(output, async (parsed, session) =>
        {
            string kind = parsed.GetValue(call) ?? (parsed.GetValue(model) is null ? "ping" : "run");
            if (kind != "ping" && parsed.GetValue(version) is null)
            {
                throw ToolException.Usage($"--call {kind} needs a model and its version.");
            }

            TimeSpan time = parsed.GetValue(duration) ?? TimeSpan.FromSeconds(2);
            if (time == Timeout.InfiniteTimeSpan)
            {
                throw ToolException.Usage("--duration takes a time for bench, not none.");
            }

            Func<ReadOnlyMemory<byte>, CancellationToken, Task> one =
                Call(session.Client, kind, parsed.GetValue(
                    model)!, parsed.GetValue(version)!, parsed.GetRequiredValue(input));
            var load = new Load(one);
            var measured = new List<Measurement>();
            foreach (ReadOnlyMemory<byte> payload in await PayloadsAsync(
                kind, parsed.GetValue(file), Given(parsed.GetValue(sizes)), session.Cancellation))
            {
                foreach (int calls in Given(parsed.GetValue(concurrency)) ?? [1, 4, 16])
                {
                    // Connects, and tells what is wrong before there are thousands of failures.
                    await one(payload, session.Cancellation);
                    measured.Add(await load.MeasureAsync(payload, calls, time, session.Cancellation));
                }
            }

            Print(session, kind, measured);
            if (load.LastFailure is not EdgeException failure)
            {
                return ExitCodes.Ok;
            }

            output.Flush();
            Failures.Tell(output.Error, $"some calls failed, the last one with: {Failures.Describe(failure)}");
            return ExitCodes.Of(failure);
        });
        return command;
    }

    /// <summary>An option of several values that was not given is an empty array.</summary>
    private static int[]? Given(int[]? values) => values is { Length: > 0 } ? values : null;

    private static Func<ReadOnlyMemory<byte>, CancellationToken, Task> Call(
        EdgeClient client, string kind, string model, string version, string name) => kind switch
    {
        "run" => (payload, cancellation) => client.Inferences.RunAsync(
            new InferenceRequest(model, version, [InferenceInput.FromBytes(name, payload)]), null, cancellation),
        "submit" => (payload, cancellation) => client.Jobs.SubmitEmbeddedAsync(
            model, version, [new EdgeSource("bench", new EdgeInput(name, payload))], cancellationToken: cancellation),
        "job" => (payload, cancellation) => client.Jobs.RunAsync(
            model, version, [new EdgeSource("bench", new EdgeInput(name, payload))], cancellationToken: cancellation),
        _ => (_, cancellation) => client.PingAsync(null, cancellation),
    };

    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> PayloadsAsync(
        string kind, string? file, int[]? sizes, CancellationToken cancellation)
    {
        if (kind == "ping")
        {
            return [default];
        }

        if (file is not null)
        {
            return sizes is null
                ? [await InputReader.ReadAsync(new InputSpec("bench", "", file), cancellation)]
                : throw ToolException.Usage("--file has a size of its own; leave --sizes out.");
        }

        var random = new Random(1);
        return
        [
            .. (sizes ?? [1 << 10, 64 << 10, 1 << 20]).Select(size =>
            {
                byte[] payload = new byte[size];
                random.NextBytes(payload);
                return (ReadOnlyMemory<byte>)payload;
            }),
        ];
    }

    private static void Print(EdgeSession session, string kind, List<Measurement> measured)
    {
        if (session.Json)
        {
            session.Output.JsonLine(json =>
            {
                json.WriteStartObject();
                json.WriteString("call", kind);
                json.WriteStartArray("rows");
                measured.ForEach(each => each.WriteJson(json));
                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        session.Output.Table(
            ["BYTES", "AT A TIME", "CALLS", "FAILED", "CALLS/S", "MB/S", "P50 MS", "P90 MS", "P99 MS", "MAX MS"],
            measured.Select(each => (string[])
            [
                Text(each.Bytes, "0"), Text(each.Concurrency, "0"), Text(each.Latencies.Length, "0"), Text(each.Failed, "0"),
                Text(each.Rate, "0.0"), Text(each.BytesPerSecond / 1e6, "0.00"),
                Milliseconds(each, 0.5), Milliseconds(each, 0.9), Milliseconds(each, 0.99), Milliseconds(each, 1),
            ]));
    }

    private static string Milliseconds(Measurement measured, double part) => Text(measured.Percentile(part).TotalMilliseconds, "0.00");

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
