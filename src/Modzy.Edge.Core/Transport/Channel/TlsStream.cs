using System.Net.Security;

namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// A connection with TLS as a stream for <see cref="SocketsHttpHandler"/>. If the edge ends it before it has sent
/// anything, the exception tells whether that is about the client's certificate.
/// </summary>
internal sealed class TlsStream(SslStream inner, ChannelTls tls) : Stream
{
    /// <summary>Not to be asked of a connection that has failed.</summary>
    private readonly bool _hasSentCertificate = inner.IsMutuallyAuthenticated;
    private volatile bool _hasReceived;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hasReceived ? inner.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hasReceived ? inner.WriteAsync(buffer, cancellationToken) : WriteFirstAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count;
        try
        {
            count = await inner.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException e) when (!_hasReceived)
        {
            throw tls.EndedAtOnce(e, _hasSentCertificate);
        }

        if (count > 0)
        {
            _hasReceived = true;
            tls.OnReceived();
        }
        else if (!buffer.IsEmpty)
        {
            throw tls.EndedAtOnce(null, _hasSentCertificate);
        }

        return count;
    }

    private async ValueTask WriteFirstAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException e) when (!_hasReceived)
        {
            throw tls.EndedAtOnce(e, _hasSentCertificate);
        }
    }
}
