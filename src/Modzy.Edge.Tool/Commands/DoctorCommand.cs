using System.CommandLine;
using System.Text.Json;
using Modzy.Edge.Tool.Doctor;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class DoctorCommand
{
    public static Command Create(ToolOutput output)
    {
        Option<TimeSpan?> patience = Parsers.Duration("--timeout", "How long each step may take; 5s unless given.");
        var command = new EdgeCommand(
            "doctor",
            "Goes the way of a call to each edge step by step: proxy, name, connection, TLS, HTTP/2, gRPC, features. Names the first step that fails, and its remedy.",
            "modzy-edge doctor",
            "modzy-edge doctor --host camera-7.local --timeout 2s",
            "modzy-edge doctor --context camera-7 --json")
        {
            patience,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            TimeSpan limit =
                parsed.GetValue(patience) is TimeSpan given && given > TimeSpan.Zero ? given : TimeSpan.FromSeconds(5);
            var findings = new List<Finding>();
            bool isJson = command.IsJson(parsed);
            try
            {
                await foreach (
                    Finding finding in new Examination(command.Selection(parsed), limit).RunAsync(cancellation))
                {
                    findings.Add(finding);
                    if (!isJson)
                    {
                        output.Text.WriteLine($"{(finding.Passed ? "ok  " : "FAIL")}  {finding.Step,-10}  {Printable.Escape(finding.Text)}");
                        if (finding.Remedy is string remedy)
                        {
                            output.Text.WriteLine($"      {"remedy",-10}  {Printable.Escape(remedy)}");
                        }

                        output.Flush();
                    }
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                throw new ToolException(ExitCodes.Signalled, "interrupted.");
            }

            if (isJson)
            {
                output.JsonLine(json => Write(json, findings));
            }

            return findings.Find(finding => !finding.Passed)?.ExitCode ?? ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter json, List<Finding> findings)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", findings.TrueForAll(finding => finding.Passed));
        json.WriteStartArray("steps");
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("step", finding.Step);
            json.WriteBoolean("ok", finding.Passed);
            json.WriteString("found", finding.Text);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
