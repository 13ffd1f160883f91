using System.Buffers;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>
/// Submits a job whose data inputs are files, in chunks, so that memory does not grow with the files. An edge without
/// chunks gets an embedded job, if the files fit into one message.
/// </summary>
internal sealed class SubmitFilesRequest : EdgeRequest<Job>
{
    private readonly ModelReference _model;
    private readonly IReadOnlyList<EdgeFile> _files;
    private readonly bool _explain;
    private readonly ChunkLimitsCache _chunkLimits;
    private readonly UploadProgress _progress;

    /// <exception cref="EdgeException">An argument is invalid.</exception>
    public SubmitFilesRequest(
        ModelReference model,
        IReadOnlyList<EdgeFile> files,
        bool explain,
        ChunkLimitsCache chunkLimits,
        UploadProgress progress)
    {
        if (files.Count == 0)
        {
            throw EdgeException.InvalidArgument("files", "is empty; a job needs at least one data input.");
        }

        CheckUnique(files);
        _model = model;
        _files = files;
        _explain = explain;
        _chunkLimits = chunkLimits;
        _progress = progress;
    }

    public override async ValueTask<Job> RunAsync(CallContext context)
    {
        using IDisposable kept = context.Keep(); // to cancel the job with, if the client is closed
        var open = new List<OpenFile>(_files.Count);
        try
        {
            for (int i = 0; i < _files.Count; i++)
            {
                open.Add(new OpenFile(_files[i], $"files[{i}]"));
            }

            _progress.Total = open.Sum(static file => file.Length);
            return await UploadAsync(context, open).ConfigureAwait(false);
        }
        finally
        {
            open.ForEach(static file => file.Dispose());
        }
    }

    private static void CheckUnique(IReadOnlyList<EdgeFile> files)
    {
        var seen = new Dictionary<(string Source, string Input), int>(files.Count);
        for (int i = 0; i < files.Count; i++)
        {
            EdgeFile file = files[i];
            if (!seen.TryAdd((file.SourceKey, file.InputKey), i))
            {
                int other = seen[(file.SourceKey, file.InputKey)];
                throw EdgeException.InvalidArgument(
                    $"files[{i}].input_key",
                    $"is \"{file.InputKey}\", as is files[{other}].input_key; each data input of the item needs a key of its own.");
            }
        }
    }

    private async ValueTask<Job> UploadAsync(CallContext context, IReadOnlyList<OpenFile> files)
    {
        try
        {
            return await ChunkedJob.SubmitAsync(
                context,
                _model,
                _explain,
                files,
                _chunkLimits,
                limits => Check(files, limits),
                (file, job, limits) => AppendAsync(context, file, job, limits)).ConfigureAwait(false);
        }
        catch (EdgeException e) when (e.Status == EdgeStatus.Unimplemented && Fits(files))
        {
            // The edge takes no chunks.
        }

        return await EmbedAsync(context, files).ConfigureAwait(false);
    }

    /// <summary>Checks the edge's limits before anything is sent.</summary>
    private static void Check(IReadOnlyList<OpenFile> files, ChunkLimits limits)
    {
        foreach (OpenFile file in files)
        {
            int size = limits.DataBytes(Target(file, ChunkedJob.SomeIdentifier));
            if (limits.AreExceeded(file.Length, size))
            {
                throw file.TooManyChunks(limits, size);
            }
        }
    }

    private static ChunkTarget Target(OpenFile file, string jobIdentifier) =>
        new(jobIdentifier, file.File.SourceKey, file.File.InputKey);

    private async ValueTask AppendAsync(CallContext context, OpenFile file, string jobIdentifier, ChunkLimits limits)
    {
        ChunkTarget target = Target(file, jobIdentifier);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(limits.DataBytes(target));
        try
        {
            await ChunkedJob.AppendAsync(
                context,
                target,
                file.Length,
                limits,
                _chunkLimits,
                (offset, size) =>
                {
                    file.Read(buffer.AsSpan(0, size), offset);
                    return new ReadOnlySequence<byte>(buffer, 0, size);
                },
                size => _progress.Add(size)).ConfigureAwait(false);
            file.CheckEnd();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool Fits(IReadOnlyList<OpenFile> files) =>
        ProtoSize.Base64(files.Sum(static file => file.Length)) < MessageLimit.Bytes;

    private async ValueTask<Job> EmbedAsync(CallContext context, IReadOnlyList<OpenFile> files)
    {
        _progress.Reset();
        EdgeSource[] sources =
        [
            .. files
                .GroupBy(static file => file.File.SourceKey, StringComparer.Ordinal)
                .Select(static group => new EdgeSource(
                    group.Key, [.. group.Select(static file => new EdgeInput(file.File.InputKey, ReadAll(file)))])),
        ];
        EdgeRequest<Job> submission = EdgeRequests.Submit(
            _model, SubmissionInputs.Embedded(sources), _explain, _chunkLimits);
        Job job = await submission.RunAsync(context).ConfigureAwait(false);
        try
        {
            _progress.Add(_progress.Total);
        }
        catch
        {
            // The progress handler has cancelled the upload.
            await OpenJobRequest.CancelAsync(context, job).ConfigureAwait(false);
            throw;
        }

        return job;
    }

    private static byte[] ReadAll(OpenFile file)
    {
        byte[] data = new byte[file.Length];
        file.Read(data, 0);
        file.CheckEnd();
        return data;
    }
}
