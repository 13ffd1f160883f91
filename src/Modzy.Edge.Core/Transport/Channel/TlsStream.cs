using System.Net.Security;

namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// A connection with TLS as a stream for <see cref="SocketsHttpHandler"/>. If the edge ends it before it has sent
/// anything, the exception tells whether that is about the client's certificate.
/// </summary>
internal sealed class TlsStream(SslStream inner, ChannelTls tls) : ConnectionStream
{
    /// <summary>Not to be asked of a connection that has failed.</summary>
    private readonly bool _hasSentCertificate = inner.IsMutuallyAuthenticated;
    private volatile bool _hasReceived;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hasReceived ? inner.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hasReceived ? inner.WriteAsync(buffer, cancellationToken) : WriteFirstAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

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
