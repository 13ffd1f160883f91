using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Modzy.Edge.Tool.Frames;
using Modzy.Edge.Tool.Inputs;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

internal static class StreamCommand
{
    public static Command Create(ToolOutput output)
    {
        Argument<string> model = JobArguments.Model();
        Argument<string> version = JobArguments.Version();
        var files = new Argument<string[]>("file")
        {
            Description = "Files, each of which is a frame; - for frames on standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var frames = new Option<string?>("--frames")
        {
            Description = "How standard input is divided: jpeg (MJPEG), lines (each of them text), or the size of a raw frame in bytes.",
            HelpName = "kind",
            CompletionSources = { "jpeg", "lines" },
        };
        var input = new Option<string>("--input")
        {
            Description = "The name by which the model finds a frame; 'image' unless given.",
            HelpName = "name",
            DefaultValueFactory = _ => "image",
        };
        Option<TimeSpan?> timeout = Parsers.Duration(
            "--timeout", "How long the edge may take for an inference; 5m unless given, none for no limit.");
        Option<bool> explain = JobArguments.Explain();
        var command = new EdgeCommand(
            "stream",
            "Sends frames over one call and prints an inference for each, in their order.",
            "modzy-edge stream detector 2.1.0 --input image *.jpg",
            "ffmpeg -i /dev/video0 -f mjpeg - | modzy-edge stream detector 2.1.0 - --frames jpeg",
            "ffmpeg -i door.mp4 -f rawvideo -pix_fmt rgb24 -s 640x480 - | modzy-edge stream detector 2.1.0 - --frames 921600",
            "tail -f log.txt | modzy-edge stream sentiment 1.0.0 - --frames lines --input input.txt --json")
        {
            model, version, files, frames, input, timeout, explain,
        };
        command.SetAction(output, async (parsed, session) =>
        {
            string[] paths = parsed.GetRequiredValue(files);
            string? kind = parsed.GetValue(frames);
            if (paths.Contains("-") != (kind is not null))
            {
                throw ToolException.Usage("--frames says how standard input is divided, and - that it is read; give both or none of them.");
            }

            using InferenceStream stream = await session.Client.Inferences.OpenStreamAsync(null, session.Cancellation);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation);
            TimeSpan limit = parsed.GetValue(timeout) ?? JobWatch.DefaultTimeout;
            Task sending = SendAsync();
            int code = ExitCodes.Ok;
            try
            {
                while (await ReceiveAsync() is Inference inference)
                {
                    Print(session, inference);
                    int own = InferencePrinter.Judge(session, inference);
                    code = own == ExitCodes.Ok ? code : own;
                }
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }

            await sending;
            return code;

            async Task<Inference?> ReceiveAsync()
            {
                try
                {
                    return await stream.ReceiveRequestedAsync(limit, session.Cancellation);
                }
                catch (EdgeException e) when (e is { Status: EdgeStatus.DeadlineExceeded, Method: null })
                {
                    throw new ToolException(
                        ExitCodes.TimedOut,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"the edge has not answered for {limit.TotalSeconds:0.###} s; give --timeout if the model takes longer."));
                }
            }

            async Task SendAsync()
            {
                try
                {
                    await foreach (
                        InferenceInput frame in ReadAsync(paths, kind, parsed.GetRequiredValue(input), stop.Token))
                    {
                        var request = new InferenceRequest(
                            parsed.GetRequiredValue(model), parsed.GetRequiredValue(version), [frame])
                        {
                            Explain = parsed.GetValue(explain),
                        };
                        await stream.SendAsync(request, Timeout.InfiniteTimeSpan, stop.Token);
                    }
                }
                finally
                {
                    // Where the input is wrong, the frames before are answered nevertheless.
                    await stream.CompleteAsync();
                }
            }
        });
        return command;
    }

    private static void Print(EdgeSession session, Inference inference)
    {
        if (session.Json)
        {
            session.Output.JsonLine(inference.WriteJson);
        }
        else
        {
            session.Output.Text.WriteLine(InferencePrinter.Line(inference));
            session.Output.Flush();
        }
    }

    private static async IAsyncEnumerable<InferenceInput> ReadAsync(
        string[] paths, string? kind, string name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (string path in paths)
        {
            if (path != "-")
            {
                foreach (InputSpec spec in new InputParser("frame", null).Parse([path], []))
                {
                    yield return InferenceInput.FromBytes(name, await InputReader.ReadAsync(spec, cancellation));
                }

                continue;
            }

            await using Stream input = Console.OpenStandardInput();
            await foreach (byte[] frame in new FrameReader(input).ReadAsync(kind!, cancellation))
            {
                ReadOnlyMemory<byte> data = frame;
                yield return kind == "lines" ? InferenceInput.FromText(name, data) : InferenceInput.FromBytes(name, data);
            }
        }
    }
}
