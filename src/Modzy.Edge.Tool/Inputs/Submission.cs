using Modzy.Edge.Tool.Commands;
using Spectre.Console;

namespace Modzy.Edge.Tool.Inputs;

/// <summary>Submits inputs as one job: small ones within the message, others in chunks.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Explain">Whether to ask for an explanation.</param>
/// <param name="JobTimeout">How long the edge may work on each item; what is sent in chunks cannot have it.</param>
internal sealed record Submission(string Model, string Version, bool Explain, TimeSpan? JobTimeout)
{
    /// <summary>More goes in chunks. With base64 this stays below 4 MB, which gRPC servers accept unless told
    /// otherwise.</summary>
    private const int LargestEmbedded = 2 << 20;

    private const int PieceSize = 1 << 20;

    public async Task<Job> SendAsync(EdgeSession session, IReadOnlyList<InputSpec> inputs)
    {
        long?[] sizes = [.. inputs.Select(InputReader.SizeOf)];
        if (sizes.All(size => size.HasValue))
        {
            bool isSmall =
                sizes.Sum() <= LargestEmbedded || JobTimeout is not null || inputs.Any(input => input.Text is not null);
            return isSmall
                ? await EmbedAsync(session, inputs) : await UploadFilesAsync(session, inputs, sizes.Sum()!.Value);
        }

        return await SendStreamAsync(session, inputs);
    }

    private async Task<Job> EmbedAsync(EdgeSession session, IReadOnlyList<InputSpec> inputs)
    {
        var data = new List<ReadOnlyMemory<byte>>(inputs.Count);
        foreach (InputSpec input in inputs)
        {
            data.Add(await InputReader.ReadAsync(input, session.Cancellation));
        }

        return await EmbedAsync(session, inputs, data);
    }

    private async Task<Job> EmbedAsync(
        EdgeSession session, IReadOnlyList<InputSpec> inputs, IReadOnlyList<ReadOnlyMemory<byte>> data)
    {
        EdgeSource[] sources =
        [
            .. inputs.Zip(data).GroupBy(pair => pair.First.Item, StringComparer.Ordinal).Select(item =>
                new EdgeSource(item.Key, [.. item.Select(pair => new EdgeInput(pair.First.Name, pair.Second))])),
        ];
        EdgeSubmitOptions? options = JobTimeout is null ? null : new EdgeSubmitOptions { JobTimeout = JobTimeout };
        EdgeJobs jobs = session.Client.Jobs;
        // A job in chunks that is given up is cancelled; this one the edge may have accepted.
        session.IsSubmitting = true;
        Job job = inputs.All(input => input.Text is not null)
            ? await jobs.SubmitTextAsync(Model, Version, sources, Explain, options, session.Cancellation)
            : await jobs.SubmitEmbeddedAsync(Model, Version, sources, Explain, options, session.Cancellation);
        session.IsSubmitting = false;
        return job;
    }

    private async Task<Job> UploadFilesAsync(EdgeSession session, IReadOnlyList<InputSpec> inputs, long size)
    {
        EdgeFile[] files = [.. inputs.Select(input => new EdgeFile(input.Item, input.Name, input.Path!))];
        EdgeJobs jobs = session.Client.Jobs;
        if (!session.Output.ErrorIsTerminal)
        {
            return await jobs.SubmitFilesAsync(Model, Version, files, Explain, null, null, session.Cancellation);
        }

        return await session.Output.Progress().Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask("upload", maxValue: size);
                var progress = new InlineProgress(bytes => bar.Value = bytes);
                return jobs.SubmitFilesAsync(Model, Version, files, Explain, progress, null, session.Cancellation);
            });
    }

    /// <summary>Inputs of which one has no size: embedded if they turn out to be small, in chunks as they come
    /// otherwise.</summary>
    private async Task<Job> SendStreamAsync(EdgeSession session, IReadOnlyList<InputSpec> inputs)
    {
        var streams = new List<Stream>();
        try
        {
            var begun = new List<ReadOnlyMemory<byte>>();
            int left = LargestEmbedded;
            foreach (InputSpec input in inputs)
            {
                streams.Add(InputReader.Open(input));
                begun.Add(left == 0 ? default : await InputReader.ReadAsync(
                    input, streams[^1], left, session.Cancellation));
                left -= begun[^1].Length;
            }

            if (left > 0)
            {
                return await EmbedAsync(session, inputs, begun);
            }

            if (JobTimeout is not null)
            {
                throw ToolException.Usage("--job-timeout needs input of at most 2 MiB from standard input; save it to a file first.");
            }

            return await AppendAsync(session, inputs, begun, streams);
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    private async Task<Job> AppendAsync(
        EdgeSession session, IReadOnlyList<InputSpec> inputs, List<ReadOnlyMemory<byte>> begun, List<Stream> streams)
    {
        EdgeJobs jobs = session.Client.Jobs;
        Job job = await jobs.OpenAsync(Model, Version, Explain, null, session.Cancellation);
        try
        {
            for (int i = 0; i < inputs.Count; i++)
            {
                InputSpec input = inputs[i];
                ReadOnlyMemory<byte> piece = begun[i];
                bool isFirst = true;
                while (isFirst || !piece.IsEmpty)
                {
                    // An input that is empty is one nevertheless.
                    piece = piece.IsEmpty
                        ? await InputReader.ReadAsync(input, streams[i], PieceSize, session.Cancellation) : piece;
                    await jobs.AppendAsync(
                        job.JobIdentifier, input.Item, input.Name, piece, null, session.Cancellation);
                    piece = await InputReader.ReadAsync(input, streams[i], PieceSize, session.Cancellation);
                    isFirst = false;
                }
            }

            return await jobs.CloseAsync(job.JobIdentifier, null, session.Cancellation);
        }
        catch (Exception)
        {
            await CancelAsync(jobs, job);
            throw;
        }
    }

    /// <summary>A job that lacks a part of its input must not begin. What the caller hears of is why it does.</summary>
    private static async Task CancelAsync(EdgeJobs jobs, Job job)
    {
        try
        {
            await jobs.CancelAsync(job.JobIdentifier, new EdgeCallOptions { Deadline = TimeSpan.FromSeconds(5) });
        }
        catch (EdgeException)
        {
            // The edge cancels an open job that nobody adds to.
        }
    }

    /// <summary>Reports where it is told; Progress would do so on other threads, later and out of order.</summary>
    private sealed class InlineProgress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
