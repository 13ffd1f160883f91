using System.Runtime.InteropServices;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tls;

/// <summary>
/// What the TLS connections of one client have in common: SSL_CTX with certificates and key, and the session that the
/// next connection resumes. Files that have changed are read again when a connection is opened.
/// </summary>
/// <remarks>One lock guards all of it. It is held while files are read, never during I/O on sockets.</remarks>
internal sealed unsafe class TlsContext : IDisposable
{
    private readonly Lock _gate = new();
    private readonly OpenSsl _openSsl;
    private readonly byte[] _serverName;
    private nint _context;

    /// <summary>SSL_SESSION; 0 if there is none.</summary>
    private nint _session;
    private FileStamp[] _stamps;
    private readonly CallLog? _log;
    private bool _isDisposed;
    private volatile bool _hasWorked;

    /// <param name="settings">The options.</param>
    /// <param name="log">Is told of files that cannot be used when they have changed; null for tests.</param>
    /// <exception cref="EdgeException">OpenSSL is missing, or a certificate or a key is unusable.</exception>
    public TlsContext(TlsSettings settings, CallLog? log = null)
    {
        _log = log;
        Settings = settings;
        _serverName = System.Text.Encoding.UTF8.GetBytes(settings.ServerName + "\0");
        _stamps = Stamps();
        try
        {
            _openSsl = OpenSsl.Get();
            _context = TlsCredentials.CreateContext(_openSsl, settings);
        }
        catch
        {
            settings.Forget();
            throw;
        }

        Interlocked.Increment(ref _openContexts);
        if (_stamps.Length == 0)
        {
            settings.Forget();
        }
    }

    private static int _openContexts;

    /// <summary>For tests: the contexts that were not freed.</summary>
    public static int OpenContexts => Volatile.Read(ref _openContexts);

    public TlsSettings Settings { get; }

    public OpenSsl OpenSsl => _openSsl;

    /// <summary>
    /// Why the changed files could not be used, so that the former ones still are; null if they could.
    /// </summary>
    public string? ReloadFailure { get; private set; }

    /// <summary>
    /// Whether the edge has sent data over any connection: it works with the client's certificate, or without one, so
    /// that a connection which it closes says nothing about that.
    /// </summary>
    public bool HasWorked => _hasWorked;

    /// <summary>Makes SSL for a connection, which frees it.</summary>
    /// <param name="records">What its BIO reads and writes.</param>
    /// <exception cref="OperationCanceledException">The client was closed.</exception>
    public nint CreateSsl(TlsRecords* records)
    {
        const int hostNameControl = 55;
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new OperationCanceledException();
            }

            ReloadIfChanged();
            nint bio = _openSsl.BioNew(_openSsl.RecordMethod);
            nint ssl = _openSsl.SslNew(_context);
            if (bio == 0 || ssl == 0)
            {
                _openSsl.SslFree(ssl);
                _ = _openSsl.BioFree(bio);
                throw new InsufficientMemoryException("OpenSSL has no memory for a connection.");
            }

            _openSsl.BioSetData(bio, records);
            _openSsl.BioSetInitialized(bio, 1);
            _openSsl.SslSetBio(ssl, bio, bio);
            _openSsl.SslSetConnectState(ssl);
            if (!Settings.IsAddress)
            {
                fixed (byte* name = _serverName)
                {
                    _openSsl.SslControl(ssl, hostNameControl, 0, name);
                }
            }

            if (_session != 0)
            {
                _ = _openSsl.SslSetSession(ssl, _session);
            }

            return ssl;
        }
    }

    /// <summary>
    /// Records that a connection has received data, and keeps its session for the next one, if it can be resumed.
    /// </summary>
    public void Remember(nint ssl)
    {
        _hasWorked = true;
        nint session = _openSsl.SslGetSession(ssl);
        if (session == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (!_isDisposed && _openSsl.SessionIsResumable(session) == 1)
            {
                (session, _session) = (_session, session);
            }
        }

        _openSsl.SessionFree(session);
    }

    /// <summary>Forgets the session: a handshake with it has failed.</summary>
    public void ForgetSession()
    {
        lock (_gate)
        {
            _openSsl.SessionFree(_session);
            _session = 0;
        }
    }

    /// <summary>Connections that are open keep what they need.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            ForgetSession();
            _openSsl.ContextFree(_context);
            _context = 0;
            Settings.Forget();
        }

        Interlocked.Decrement(ref _openContexts);
    }

    /// <summary>
    /// A rotation that writes certificate and key one after the other has a moment in which they do not fit: the
    /// former ones are used until they do.
    /// </summary>
    private void ReloadIfChanged()
    {
        FileStamp[] stamps = Stamps();
        if (stamps.AsSpan().SequenceEqual(_stamps))
        {
            return;
        }

        try
        {
            nint context = TlsCredentials.CreateContext(_openSsl, Settings);
            _openSsl.ContextFree(_context);
            _context = context;
            _stamps = stamps;
            ReloadFailure = null;
            _hasWorked = false;
            ForgetSession();
        }
        catch (EdgeException e)
        {
            if (ReloadFailure != e.Message)
            {
                ReloadFailure = e.Message;
                _log?.ReloadFailed(e.Message);
            }
        }
    }

    private FileStamp[] Stamps() => [.. Settings.Files.Select(FileStamp.Of)];
}

/// <summary>What tells that a file was replaced or written; all 0 if it cannot be read.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStamp(
    ulong Inode, ulong Size, long Seconds, long Nanoseconds, long ChangeSeconds, long ChangeNanoseconds)
{
    public static FileStamp Of(string path) => Libc.GetStatus(path) is Libc.FileStatus status
        ? new FileStamp(
            status.Inode, status.Size, status.ModifiedSeconds, status.ModifiedNanoseconds, status.ChangedSeconds,
            status.ChangedNanoseconds)
        : default;
}
