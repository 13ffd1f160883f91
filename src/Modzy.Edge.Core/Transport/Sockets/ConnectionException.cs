using System.Net.Sockets;
using System.Runtime.InteropServices;
using Modzy.Edge.Transport.Http2;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>Why a connection is not available.</summary>
internal enum ConnectionFault
{
    /// <summary>It was not established: refused, not in time, or for the reason in the message.</summary>
    Unreachable,

    /// <summary>It was lost, or the peer has closed it, after the peer had sent something.</summary>
    Lost,

    /// <summary>The process or the system has no file descriptor left (EMFILE, ENFILE).</summary>
    NoDescriptor,

    /// <summary>The name has no address (EAI_NONAME, EAI_NODATA).</summary>
    NameUnknown,

    /// <summary>The name could not be resolved (EAI_AGAIN and other failures of the resolver).</summary>
    ResolutionFailed,

    /// <summary>The peer accepted the connection and closed it before it sent anything.</summary>
    NoHandshake,

    /// <summary>The proxy opened no tunnel, but may do so later: see <see cref="ConnectionException.Proxy"/>.</summary>
    Proxy,

    /// <summary>The proxy refuses to open the tunnel, or is no proxy.</summary>
    ProxyRefused,

    /// <summary>The peer did not answer a keepalive PING.</summary>
    NoKeepAlive,

    /// <summary>The peer has not processed the request (RST_STREAM REFUSED_STREAM).</summary>
    Refused,

    /// <summary>The certificate of the peer was not accepted, or the peer has not accepted the client's.</summary>
    Untrusted,

    /// <summary>The two sides do not agree on TLS, its version, or the protocol inside of it.</summary>
    TlsMismatch,
}

/// <summary>The deadline of a call has passed before there was a connection.</summary>
/// <param name="missing">What was waited for, as the end of a sentence.</param>
internal sealed class NoConnectionInTimeException(string missing) : TimeoutException(missing);

/// <summary>A connection could not be established, or was lost.</summary>
/// <param name="message">The cause, as part of an error message.</param>
/// <param name="fault">The kind.</param>
/// <param name="resolverError">What getaddrinfo returned, such as EAI_AGAIN; 0 if it is not the cause.</param>
/// <param name="systemError">The system's errno; 0 if it has none.</param>
internal sealed class ConnectionException(
    string message, ConnectionFault fault =
        ConnectionFault.Lost, int resolverError = 0, int systemError = 0) : IOException(message)
{
    private const int NoDescriptorInProcess = 24;
    private const int NoDescriptorInSystem = 23;

    public ConnectionFault Fault { get; } = fault;

    /// <summary>What getaddrinfo returned, such as EAI_AGAIN (-3); 0 if it is not the cause.</summary>
    public int ResolverError { get; } = resolverError;

    /// <summary>The system's errno; 0 if it has none.</summary>
    public int SystemError { get; } = systemError;

    /// <summary>The proxy that opened no tunnel; null if it is not the cause.</summary>
    public HttpProxy? Proxy { get; init; }

    /// <summary>The status of the proxy's response; 0 if there was none.</summary>
    public int HttpStatus { get; init; }

    /// <summary>The GOAWAY that preceded the end of the connection; null if there was none.</summary>
    public PeerGoAway? GoAway { get; private init; }

    /// <summary>What to do about it, as part of a sentence; null if the fault says enough.</summary>
    public string? Remedy { get; init; }

    /// <summary>Whether the next connection may have more success.</summary>
    public bool IsTransient => Fault is not
        (ConnectionFault.Untrusted or ConnectionFault.TlsMismatch or ConnectionFault.ProxyRefused);

    /// <summary>The loss of a connection after a GOAWAY.</summary>
    public static ConnectionException Announced(PeerGoAway goAway) =>
        new(
            $"the peer closed the connection ({goAway})",
            goAway.RefusesAll ? ConnectionFault.Refused : ConnectionFault.Lost) { GoAway = goAway };

    /// <summary>A copy for another call.</summary>
    /// <param name="remedy">Takes the place of the remedy; null to leave it.</param>
    public ConnectionException Copy(string? remedy = null) => new(Message, Fault, ResolverError, SystemError)
    {
        GoAway = GoAway, Remedy = remedy ?? Remedy, Proxy = Proxy, HttpStatus = HttpStatus,
    };

    /// <param name="error">The errno.</param>
    /// <param name="fault">The kind, if it is not that of the errno.</param>
    public static ConnectionException FromError(
        int error, ConnectionFault fault = ConnectionFault.Unreachable) => error switch
    {
        NoDescriptorInProcess => NoDescriptor("EMFILE, too many open files in this process", error),
        NoDescriptorInSystem => NoDescriptor("ENFILE, too many open files in the system", error),
        _ => new ConnectionException(Marshal.GetPInvokeErrorMessage(error), fault, systemError: error),
    };

    /// <summary>Converts the framework's exception.</summary>
    public static ConnectionException From(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.TooManyOpenSockets => NoDescriptor("EMFILE, too many open files in this process", NoDescriptorInProcess),
        SocketError.HostNotFound or SocketError.NoData => new ConnectionException(
            failure.Message, ConnectionFault.NameUnknown),
        SocketError.TryAgain or SocketError.NoRecovery => new ConnectionException(
            failure.Message, ConnectionFault.ResolutionFailed),
        _ => new ConnectionException(failure.Message, ConnectionFault.Unreachable),
    };

    private static ConnectionException NoDescriptor(string message, int error) =>
        new(message, ConnectionFault.NoDescriptor, systemError: error);
}
