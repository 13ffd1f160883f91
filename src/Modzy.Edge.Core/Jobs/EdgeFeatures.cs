using System.Buffers;
using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>The limits of an edge.</summary>
/// <example><code>
/// EdgeFeatures limits = client.Jobs.GetFeatures();
/// Console.WriteLine($"up to {limits.MaximumInputsPerJob} input items in a job"); // up to 10000 input items in a job
/// </code></example>
public sealed class EdgeFeatures : IJsonWritable
{
    private EdgeFeatures(JobFeatures wire)
    {
        InputChunkMaximumSize = wire.InputChunkMaximumSize;
        MaximumInputChunks = wire.MaximumInputChunks;
        MaximumInputsPerJob = wire.MaximumInputsPerJob;
    }

    /// <summary>The largest chunk of input, as the edge writes it, such as <c>1M</c>.</summary>
    public string InputChunkMaximumSize { get; }

    /// <summary>The same in bytes; null if it cannot be parsed.</summary>
    public long? InputChunkMaximumBytes => ByteSize.Parse(InputChunkMaximumSize);

    /// <summary>How many chunks an input may have.</summary>
    public long MaximumInputChunks { get; }

    /// <summary>How many input items a job may have.</summary>
    public long MaximumInputsPerJob { get; }

    /// <summary>Writes the limits as a JSON object; modzy_edge.h describes it.</summary>
    /// <param name="output">Receives UTF-8.</param>
    /// <example><code>
    /// EdgeFeatures limits = client.Jobs.GetFeatures();
    /// PipeWriter file = PipeWriter.Create(File.Create("limits.json"));
    /// limits.WriteJson(file);
    /// await file.CompleteAsync();
    /// </code></example>
    public void WriteJson(IBufferWriter<byte> output) => EdgeJson.Write(output, this, Write);

    /// <summary>The limits as JSON text.</summary>
    /// <example><code>
    /// EdgeFeatures limits = client.Jobs.GetFeatures();
    /// Console.WriteLine(limits.ToString());                       // {"input_chunk_maximum_size":"1M",...}
    /// </code></example>
    public override string ToString() => EdgeJson.ToText(this, Write);

    internal static EdgeFeatures From(JobFeatures wire) => new(wire);

    private static void Write(Utf8JsonWriter writer, EdgeFeatures features)
    {
        writer.WriteStartObject();
        writer.WriteText("input_chunk_maximum_size"u8, features.InputChunkMaximumSize);
        writer.WriteNumber("maximum_input_chunks"u8, features.MaximumInputChunks);
        writer.WriteNumber("maximum_inputs_per_job"u8, features.MaximumInputsPerJob);
        writer.WriteEndObject();
    }
}

/// <summary>Semantic Versioning 2.0.0: MAJOR.MINOR.PATCH[-prerelease][+build].</summary>
internal static class SemanticVersion
{
    public static bool IsValid(ReadOnlySpan<char> version)
    {
        int plus = version.IndexOf('+');
        if (plus >= 0 && !AreIdentifiers(version[(plus + 1)..], leadingZeros: true))
        {
            return false;
        }

        ReadOnlySpan<char> rest = plus >= 0 ? version[..plus] : version;
        int dash = rest.IndexOf('-');
        if (dash >= 0 && !AreIdentifiers(rest[(dash + 1)..], leadingZeros: false))
        {
            return false;
        }

        ReadOnlySpan<char> core = dash >= 0 ? rest[..dash] : rest;
        int numbers = 0;
        foreach (Range part in core.Split('.'))
        {
            numbers++;
            if (!IsNumber(core[part]))
            {
                return false;
            }
        }

        return numbers == 3;
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool leadingZeros)
    {
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> part = text[range];
            bool isNumber = !part.ContainsAnyExceptInRange('0', '9');
            if (part.IsEmpty || (isNumber && !leadingZeros && !IsNumber(part)))
            {
                return false;
            }

            foreach (char c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');
}
