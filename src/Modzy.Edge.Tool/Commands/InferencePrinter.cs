using System.Globalization;
using System.Text;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Inferences for people.</summary>
internal static class InferencePrinter
{
    private static readonly UTF8Encoding _strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Prints what the model said: the text of its output, or a table of its outputs.</summary>
    public static void Print(ToolOutput output, Inference inference)
    {
        IReadOnlyDictionary<string, InferenceOutput> outputs = Outputs(inference);
        if (outputs.Count == 1 && Text(outputs.Values.First()) is string text)
        {
            output.Text.WriteLine(text);
            return;
        }

        output.Table(["OUTPUT", "TYPE", "BYTES"], outputs.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (string[])
            [entry.Key, entry.Value.ContentType, entry.Value.Data.Length.ToString(CultureInfo.InvariantCulture)]));
    }

    /// <summary>An inference as a line.</summary>
    public static string Line(Inference inference)
    {
        string time = inference.ElapsedTime is TimeSpan elapsed ? elapsed.TotalMilliseconds.ToString("0.#", CultureInfo.InvariantCulture) : "-";
        IEnumerable<string> results = Outputs(inference).OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => Text(entry.Value) ?? string.Create(CultureInfo.InvariantCulture, $"{entry.Key}: {entry.Value.Data.Length} bytes"));
        return $"{Printable.Escape(inference.Status)}\t{time} ms\t{string.Join('\t', results)}";
    }

    /// <summary>The exit code for an inference, and the line on standard error if it did not go well.</summary>
    public static int Judge(EdgeSession session, Inference inference)
    {
        if (inference.Status == "COMPLETE")
        {
            return ExitCodes.Ok;
        }

        string reason = Outputs(inference).TryGetValue("error", out InferenceOutput? error) && Text(error) is string text ? $": {text}" : ".";
        Failures.Tell(session.Output.Error, $"inference {inference.Identifier} ended as {inference.Status}{reason}");
        return ExitCodes.JobFailed;
    }

    private static IReadOnlyDictionary<string, InferenceOutput> Outputs(Inference inference) =>
        inference.Outputs ?? new Dictionary<string, InferenceOutput>();

    /// <summary>An output as text; null if it is none.</summary>
    private static string? Text(InferenceOutput output)
    {
        try
        {
            return Printable.Escape(_strict.GetString(output.Data.Span).TrimEnd('\n'));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
