using System.CommandLine;
using Modzy.Edge.Tool.Inputs;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class RunCommand
{
    public static Command Create(ToolOutput output)
    {
        Argument<string> model = JobArguments.Model();
        Argument<string> version = JobArguments.Version();
        var inputs = new InputOptions();
        var name = new Option<string?>("--output") { Description = "Write the bytes of this output as the model wrote them.", HelpName = "name" };
        var tags = new Option<string[]>("--tag")
        {
            Description = "A tag to find the inference by: KEY=VALUE.",
            HelpName = "key=value",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<TimeSpan?> timeout = JobArguments.Timeout();
        Option<bool> explain = JobArguments.Explain();
        var command = new EdgeCommand(
            "run",
            "Performs one inference, waits for its end and prints what the model said.",
            "modzy-edge run inspector 1.0.0 photo.jpg",
            "modzy-edge run detector 2.1.0 image=photo.jpg --output mask.png > mask.png",
            "modzy-edge run sentiment 1.0.0 --text 'what a day' --json",
            "cat photo.jpg | modzy-edge run detector 2.1.0 image=-")
        {
            model, version,
        };
        inputs.AddTo(command, items: false);
        command.Add(name);
        command.Add(tags);
        command.Add(timeout);
        command.Add(explain);
        command.SetAction(output, async (parsed, session) =>
        {
            var request = new InferenceRequest(
                parsed.GetRequiredValue(model), parsed.GetRequiredValue(
                    version), await ReadAsync(inputs.ReadOne(parsed), session.Cancellation))
            {
                Explain = parsed.GetValue(explain),
                Tags = Tags(parsed.GetValue(tags) ?? []),
            };
            var wait = new EdgeWaitOptions { Timeout = parsed.GetValue(timeout) ?? JobWatch.DefaultTimeout };
            Inference inference = await session.Client.Inferences.RunAsync(request, wait, session.Cancellation);
            if (parsed.GetValue(name) is string outputName)
            {
                Write(output, inference, outputName);
            }
            else if (session.Json)
            {
                output.JsonLine(inference.WriteJson);
            }
            else
            {
                InferencePrinter.Print(output, inference);
            }

            output.Flush();
            return InferencePrinter.Judge(session, inference);
        });
        return command;
    }

    public static async Task<InferenceInput[]> ReadAsync(IReadOnlyList<InputSpec> specs, CancellationToken cancellation)
    {
        var inputs = new List<InferenceInput>(specs.Count);
        foreach (InputSpec spec in specs)
        {
            inputs.Add(spec.Text is string text
                ? InferenceInput.FromText(spec.Name, text)
                : InferenceInput.FromBytes(spec.Name, await InputReader.ReadAsync(spec, cancellation)));
        }

        return [.. inputs];
    }

    private static Dictionary<string, string> Tags(string[] tags)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string tag in tags)
        {
            int equals = tag.IndexOf('=', StringComparison.Ordinal);
            read[equals > 0 ? tag[..equals] : throw ToolException.Usage($"--tag takes KEY=VALUE, not '{tag}'.")] = tag[(equals + 1)..];
        }

        return read;
    }

    private static void Write(ToolOutput output, Inference inference, string name)
    {
        if (inference.Outputs is null || !inference.Outputs.TryGetValue(name, out InferenceOutput? found))
        {
            string there = inference.Outputs is { Count: > 0 } outputs ? $"there are: {string.Join(", ", outputs.Keys)}" : "it has none";
            throw new ToolException(ExitCodes.CallFailed, $"inference {inference.Identifier} ({inference.Status}) has no output '{name}'; {there}.");
        }

        output.Bytes(found.Data.Span);
    }
}
