using System.Buffers;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>
/// Submits a job whose data inputs are files, in chunks, so that memory does not grow with the files. An edge that knows no
/// chunks gets an embedded job, if the files fit one.
/// </summary>
internal sealed class SubmitFilesRequest : EdgeRequest<Job>
{
    /// <summary>Chunks of one input must follow one another; those of different inputs need not.</summary>
    private const int InputsAtOnce = 4;

    private readonly ModelReference _model;
    private readonly IReadOnlyList<EdgeFile> _files;
    private readonly bool _explain;
    private readonly ChunkSize _chunkSize;
    private readonly UploadProgress _progress;

    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public SubmitFilesRequest(
        ModelReference model, IReadOnlyList<EdgeFile> files, bool explain, ChunkSize chunkSize, UploadProgress progress)
    {
        if (files.Count == 0)
        {
            throw EdgeException.InvalidArgument("files", "is empty; a job needs at least one data input.");
        }

        CheckUnique(files);
        _model = model;
        _files = files;
        _explain = explain;
        _chunkSize = chunkSize;
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
        Job? job = null;
        try
        {
            job = await new OpenJobRequest(_model, _explain).RunAsync(context).ConfigureAwait(false);
            int size = await _chunkSize.GetAsync(context).ConfigureAwait(false);
            string identifier = job.JobIdentifier;
            await context.ForEachAsync(files, InputsAtOnce, file => AppendAsync(context, file, identifier, size))
                .ConfigureAwait(false);
            return await EdgeRequests.Close(identifier).RunAsync(context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (job is not null)
            {
                await OpenJobRequest.CancelAsync(context, job).ConfigureAwait(false);
            }

            if (e is not EdgeException { Status: EdgeStatus.Unimplemented } || !Fits(files))
            {
                throw;
            }
        }

        return await EmbedAsync(context, files).ConfigureAwait(false);
    }

    private async ValueTask AppendAsync(CallContext context, OpenFile file, string jobIdentifier, int chunkSize)
    {
        var target = new ChunkTarget(jobIdentifier, file.File.SourceKey, file.File.InputKey);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(chunkSize);
        try
        {
            long offset = 0;
            int count;
            do
            {
                context.Cancellation.ThrowIfCancellationRequested();
                count = file.Read(buffer, chunkSize, offset);
                if (count > 0 || offset == 0)
                {
                    var message = new ChunkMessage(target, buffer.AsMemory(0, count));
                    await context.BorrowingUnaryAsync(EdgeMethods.AddInputToJob, message).ConfigureAwait(false);
                    offset += count;
                    _progress.Add(count);
                }
            }
            while (count == chunkSize);
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
            .. files.GroupBy(static file => file.File.SourceKey, StringComparer.Ordinal).Select(static group => new EdgeSource(
                group.Key, [.. group.Select(static file => new EdgeInput(file.File.InputKey, ReadAll(file)))])),
        ];
        Job job = await EdgeRequests.Submit(_model, SubmissionInputs.Embedded(sources), _explain).RunAsync(context).ConfigureAwait(false);
        _progress.Add(_progress.Total);
        return job;
    }

    private static byte[] ReadAll(OpenFile file)
    {
        byte[] data = new byte[file.Length];
        int count = file.Read(data, data.Length, 0);
        return count == data.Length ? data : data[..count];
    }
}
