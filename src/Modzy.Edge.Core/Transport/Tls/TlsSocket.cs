using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tls;

/// <summary>
/// A socket whose bytes are those inside of TLS. All waits are those of <see cref="EdgeSocket"/>: OpenSSL works on
/// records in memory.
/// </summary>
/// <remarks>
/// SSL may be used by one thread at a time, but one thread may receive while another sends: a lock guards SSL and what
/// it writes, during encryption and decryption, never during a system call. What is encrypted and not sent yet belongs
/// to the thread that sends, what was received and not decrypted yet to the one that receives.
/// </remarks>
internal sealed unsafe partial class TlsSocket : EdgeSocket
{
    /// <summary>SSL_RECEIVED_SHUTDOWN.</summary>
    private const int ReceivedShutdown = 2;

    private readonly Lock _gate = new();
    private readonly TlsContext _context;
    private readonly OpenSsl _openSsl;
    private readonly TlsRecords* _records;
    private readonly nint _ssl;
    private bool _isDisposed;

    private TlsSocket(SocketHandle handle, bool isTcp, TlsContext context)
        : base(handle, isTcp)
    {
        _context = context;
        _openSsl = context.OpenSsl;
        try
        {
            _records = (TlsRecords*)System.Runtime.InteropServices.NativeMemory.AllocZeroed((nuint)sizeof(TlsRecords));
            _ssl = context.CreateSsl(_records);
        }
        catch
        {
            System.Runtime.InteropServices.NativeMemory.Free(_records);
            base.Dispose();
            throw;
        }

        Interlocked.Increment(ref _openSockets);
    }

    private static int _openSockets;

    /// <summary>For tests: the sockets that were not disposed of.</summary>
    public static int OpenSockets => Volatile.Read(ref _openSockets);

    /// <summary>Whether the handshake resumed the session of an earlier connection.</summary>
    public bool IsResumed => _openSsl.SslSessionReused(_ssl) == 1;

    private bool HasCertificate => _context.Settings.Certificate is not null;

    /// <summary>Whether the peer has sent close_notify.</summary>
    private bool IsClosedByAlert => (_openSsl.SslGetShutdown(_ssl) & ReceivedShutdown) != 0;

    private ClientCertificate Certificate =>
        !_records->IsCertificateRequested || _context.HasWorked ? ClientCertificate.NotInQuestion
        : HasCertificate ? ClientCertificate.Sent
        : ClientCertificate.Missing;

    /// <summary>Makes the handshake on a connected socket.</summary>
    /// <param name="handle">Owned by the result from now on.</param>
    /// <param name="isTcp">Whether it is a TCP socket.</param>
    /// <param name="context">Certificates, key, and the session to resume.</param>
    /// <param name="deadline">Bounds the handshake.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <exception cref="ConnectionException">The handshake has failed, or the connection was lost.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TlsSocket Connect(
        SocketHandle handle, bool isTcp, TlsContext context, Deadline deadline, CancellationToken cancellation)
    {
        var socket = new TlsSocket(handle, isTcp, context);
        try
        {
            using (cancellation.UnsafeRegister(static socket => ((EdgeSocket)socket!).Interrupt(), socket))
            {
                socket.MakeHandshake(deadline);
            }

            // A late cancellation has shut the socket down.
            return socket.IsInterrupted ? throw new OperationCanceledException(cancellation) : socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends close_notify if that is possible without waiting, and closes the socket.</summary>
    public override void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        SendCloseNotify();
        _openSsl.SslFree(_ssl);
        _records->Free(_openSsl);
        _sending.Free();
        System.Runtime.InteropServices.NativeMemory.Free(_records);
        base.Dispose();
        Interlocked.Decrement(ref _openSockets);
    }

    private void MakeHandshake(Deadline deadline)
    {
        _openSsl.ClearErrors();
        while (true)
        {
            _records->IsStarved = false;
            if (_openSsl.SslDoHandshake(_ssl) == 1)
            {
                break;
            }

            if (!_records->IsStarved)
            {
                throw HandshakeFailure(deadline);
            }

            FlushHandshake(deadline);
            ReceiveHandshake(deadline);
        }

        // The client's last message is still to be sent: it leaves with the first request.
        _isEstablished = true;
        byte* protocol = null;
        uint length = 0;
        _openSsl.SslGetAlpn(_ssl, &protocol, &length);
        if (!new ReadOnlySpan<byte>(protocol, (int)length).SequenceEqual("h2"u8))
        {
            throw TlsFailures.NoHttp2(
                length == 0 ? null : System.Text.Encoding.ASCII.GetString(protocol, (int)length));
        }
    }

    private void FlushHandshake(Deadline deadline)
    {
        try
        {
            while (!_records->Written.IsEmpty)
            {
                int count = base.TrySend(_records->Written.Pending);
                _records->Written.Consume(count);
                if (count == 0)
                {
                    AwaitWritable(deadline);
                }
            }
        }
        catch (ConnectionException)
        {
            // What the peer sent before, such as an alert, tells more.
            _records->Written.Consume(_records->Written.Length);
        }
    }

    private void ReceiveHandshake(Deadline deadline)
    {
        try
        {
            Fill(deadline);
        }
        catch (ConnectionException e) when (
            e.Fault == ConnectionFault.NoHandshake || e.SystemError is 0 or Libc.ConnectionReset or Libc.BrokenPipe)
        {
            throw Explained(TlsFailures.Closed(Certificate));
        }

        if (!_hasReceivedRecord)
        {
            // ContentType handshake or alert (RFC 8446, section 5.1).
            ReadOnlySpan<byte> first = _records->Received.Pending;
            _hasReceivedRecord = true;
            if (first[0] is not (0x16 or 0x15))
            {
                throw TlsFailures.NoTls(first);
            }
        }

        if (deadline.IsPast)
        {
            throw new TimeoutException();
        }
    }

    private ConnectionException HandshakeFailure(Deadline deadline)
    {
        const int unsupportedProtocol = 258;
        const int wrongVersion = 267;
        int error = (int)_openSsl.SslGetVerifyResult(_ssl);
        string reason = _openSsl.TakeReason(out int code);

        // The alert tells the edge.
        FlushHandshake(deadline);
        _context.ForgetSession();
        ConnectionException failure;
        if (error != 0)
        {
            string? text = System.Runtime.InteropServices.Marshal.PtrToStringUTF8(
                (nint)_openSsl.VerifyErrorText(error));
            failure = TlsFailures.Certificate(
                error,
                text ?? "",
                _records->Rejected == 0 ? null : TlsCredentials.Describe(_openSsl, _records->Rejected),
                _context.Settings);
        }
        else if (code == 0 && IsClosedByAlert)
        {
            failure = TlsFailures.Closed(Certificate);
        }
        else
        {
            failure = code is unsupportedProtocol or wrongVersion ? TlsFailures.NoVersion()
                : OpenSsl.AlertOf(code) is int alert ? TlsFailures.Alert(alert, HasCertificate, Certificate)
                : TlsFailures.Handshake(reason);
        }

        return Explained(failure);
    }

    /// <summary>Says of certificates that were not accepted that a changed file could not be used.</summary>
    private ConnectionException Explained(ConnectionException failure) =>
        _context.ReloadFailure is string reload && failure.Fault == ConnectionFault.Untrusted
            ? failure.Copy($"{failure.Remedy}. A file was changed and is not used: {reload.TrimEnd('.')}")
            : failure;

    private void SendCloseNotify()
    {
        // SSL_shutdown after a fatal error is not allowed.
        if (!_isEstablished || _failure is not null || !_sending.IsEmpty)
        {
            return;
        }

        try
        {
            _ = _openSsl.SslShutdown(_ssl);
            base.TrySend(_records->Written.Pending);
        }
        catch (ConnectionException)
        {
            // The peer sees the TCP connection close.
        }
    }
}
