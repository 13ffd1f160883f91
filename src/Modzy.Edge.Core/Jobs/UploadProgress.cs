namespace Modzy.Edge.Requests;

/// <summary>How far an upload is. Written by the upload, read by whoever wants to know.</summary>
internal sealed class UploadProgress(IProgress<long>? listener = null)
{
    private long _sent;

    /// <summary>The bytes that the edge has taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The bytes that there are; 0 while that is unknown.</summary>
    public long Total { get; set; }

    public void Add(long bytes)
    {
        long sent = Interlocked.Add(ref _sent, bytes);
        listener?.Report(sent);
    }

    /// <summary>Begins again: the upload goes another way.</summary>
    public void Reset() => Interlocked.Exchange(ref _sent, 0);
}
