using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Edges by name, in the configuration file.</summary>
internal static class ContextCommand
{
    public static Command Create(ToolOutput output) => new ToolCommand(
        "context",
        $"Names edges in the configuration file, {EdgeContexts.DefaultPath}.",
        "modzy-edge context add camera-7 --host camera-7.local --use",
        "modzy-edge context list",
        "modzy-edge ping --context camera-7")
    {
        Add(), Use(), List(output), Remove(),
    };

    /// <summary>The names of all contexts, for completion: none if the file is wrong.</summary>
    public static IEnumerable<string> Names()
    {
        try
        {
            return EdgeContexts.Load().All.Keys;
        }
        catch (EdgeException)
        {
            return [];
        }
    }

    private static Argument<string> Name(bool complete = true)
    {
        var name = new Argument<string>("name") { Description = "The name of the context." };
        if (complete)
        {
            name.CompletionSources.Add(_ => Names());
        }

        return name;
    }

    private static ToolCommand Add()
    {
        Argument<string> name = Name(complete: false);
        var host = new Option<string>("--host") { Description = EdgeCommand.HostDescription, HelpName = "host", Required = true };
        Option<int?> port = Parsers.Number("--port", "Its port; 55000 unless given.", 1, 65535);
        Option<TimeSpan?> deadline = Parsers.Duration("--deadline", "How long each call may take; 30s unless given.");
        Option<TimeSpan?> connectTimeout = Parsers.Duration("--connect-timeout", "How long one attempt to connect may take; 10s unless given.");
        Option<string?> keyFile = EdgeCommand.KeyFile();
        Option<bool> allowPlaintext = EdgeCommand.AllowPlaintext();
        Option<string?> proxy = EdgeCommand.Proxy();
        Option<EdgeBalancing?> balancing = EdgeCommand.Balancing();
        Option<int?> attempts = Parsers.Number("--max-attempts", "How often a call is sent at most; 4 unless given, 1 to send it once.", 1, 1000);
        var cancelOnTimeout = new Option<bool>("--cancel-on-timeout")
        {
            Description = "Cancel the job when the time of a wait for it is up.",
        };
        keyFile.Description = "A file with the API key, which the context keeps.";
        var tls = new TlsArguments();
        var use = new Option<bool>("--use") { Description = "Make it the current context." };
        var command = new ToolCommand(
            "add",
            "Adds a context, or replaces the one that has its name. The first one becomes the current one.",
            "modzy-edge context add camera-7 --host camera-7.local",
            "modzy-edge context add here --host unix:/run/edge.sock --use",
            "modzy-edge context add far --host 192.0.2.7 --port 443 --deadline 2m",
            "modzy-edge context add line-4 --host edge-1,edge-2:55001 --balancing round_robin",
            "modzy-edge context add site --host site.example --port 443 --tls-ca ca.pem --api-key-file key.txt")
        {
            name, host, port, deadline, connectTimeout, keyFile, allowPlaintext, proxy, balancing, attempts,
            cancelOnTimeout, use,
        };
        tls.AddTo(command);
        command.SetAction(parsed =>
        {
            var options = new EdgeClientOptions();
            options = options with
            {
                Deadline = parsed.GetValue(deadline) ?? options.Deadline,
                ConnectTimeout = parsed.GetValue(connectTimeout) ?? options.ConnectTimeout,
                ApiKey = parsed.GetValue(keyFile) is string file ? EdgeSelection.ReadKey(file) : null,
                AllowPlaintextCredentials = parsed.GetValue(allowPlaintext),
                Proxy = parsed.GetValue(proxy),
                Balancing = parsed.GetValue(balancing) ?? options.Balancing,
                Retry = options.Retry with { MaxAttempts = parsed.GetValue(attempts) ?? options.Retry.MaxAttempts },
                CancelOnTimeout = parsed.GetValue(cancelOnTimeout),
            };
            EdgeContexts contexts = EdgeContexts.Load();
            string added = parsed.GetRequiredValue(name);
            var context =
                new EdgeContext(parsed.GetRequiredValue(host), parsed.GetValue(port) ?? EdgeClient.DefaultPort);
            contexts.Set(added, tls.Apply(parsed, context with { Options = options }));
            contexts.Current = parsed.GetValue(use) ? added : contexts.Current ?? added;
            contexts.Save();
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ToolCommand Use()
    {
        Argument<string> name = Name();
        var command = new ToolCommand("use", "Makes a context the current one.", "modzy-edge context use camera-7") { name };
        command.SetAction(parsed =>
        {
            EdgeContexts contexts = EdgeContexts.Load();
            contexts.Current = Known(contexts, parsed.GetRequiredValue(name));
            contexts.Save();
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ToolCommand Remove()
    {
        Argument<string> name = Name();
        var command = new ToolCommand("remove", "Removes a context.", "modzy-edge context remove camera-7") { name };
        command.SetAction(parsed =>
        {
            EdgeContexts contexts = EdgeContexts.Load();
            contexts.Remove(Known(contexts, parsed.GetRequiredValue(name)));
            contexts.Save();
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ToolCommand List(ToolOutput output)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ToolCommand("list", "Lists the contexts. A star marks the current one.", "modzy-edge context list --json") { json };
        command.SetAction(parsed =>
        {
            EdgeContexts contexts = EdgeContexts.Load();
            if (parsed.GetValue(json))
            {
                output.JsonLine(writer => Write(writer, contexts));
                return ExitCodes.Ok;
            }

            output.Table(["", "NAME", "HOST", "PORT"], contexts.All.Select(entry => (string[])
            [
                entry.Key == contexts.Current ? "*" : " ", entry.Key, entry.Value.Host, entry.Value.Port.ToString(CultureInfo.InvariantCulture),
            ]));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Known(EdgeContexts contexts, string name)
    {
        try
        {
            _ = contexts.Get(name);
            return name;
        }
        catch (EdgeException e)
        {
            throw ToolException.Usage(e.Message);
        }
    }

    private static void Write(Utf8JsonWriter json, EdgeContexts contexts)
    {
        json.WriteStartObject();
        json.WriteString("path", contexts.Path);
        json.WriteString("current", contexts.Current);
        json.WriteStartArray("contexts");
        foreach ((string name, EdgeContext context) in contexts.All)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("host", context.Host);
            json.WriteNumber("port", context.Port);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
