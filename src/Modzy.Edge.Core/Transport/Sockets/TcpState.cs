using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>The beginning of struct tcp_info (/usr/include/linux/tcp.h), which only ever grows at its end.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal readonly struct TcpState
{
    /// <summary>TCP_CLOSE.</summary>
    private const byte Closed = 7;

    /// <summary>How long a peer's kernel may leave segments unacknowledged.</summary>
    private const uint SilenceMilliseconds = 20_000;

    [FieldOffset(0)]
    private readonly byte _state;
    [FieldOffset(2)]
    private readonly byte _retransmits;
    [FieldOffset(3)]
    private readonly byte _unansweredProbes;
    [FieldOffset(8)]
    private readonly uint _retransmissionMicroseconds;
    [FieldOffset(24)]
    private readonly uint _unacknowledged;
    [FieldOffset(44)]
    private readonly uint _millisecondsSinceSent;
    [FieldOffset(56)]
    private readonly uint _millisecondsSinceAcknowledgement;
    [FieldOffset(120)]
    private readonly ulong _bytesAcknowledged;

    public bool IsClosed => _state == Closed;

    /// <summary>Whether data is unacknowledged.</summary>
    public bool HasUnacknowledged => _unacknowledged > 0;

    /// <summary>
    /// Whether the peer's kernel acknowledges neither data nor, while its receive window is closed, window probes. A
    /// process that does not read is no reason: its kernel still acknowledges.
    /// </summary>
    /// <remarks>
    /// TCP_USER_TIMEOUT does not make this difference: it ends connections to peers that acknowledge and do not read.
    /// While nothing is in flight, keep-alive probes detect it: see <see cref="SocketSettings"/>.
    /// </remarks>
    public bool IsPeerGone =>
        _millisecondsSinceAcknowledgement >= SilenceMilliseconds
        && ((_retransmits >= 2 && MillisecondsSinceFirstSent >= SilenceMilliseconds) || _unansweredProbes >= 2);

    /// <summary>
    /// The retransmission timeout doubles each time, so that it tells how long retransmission has gone on.
    /// </summary>
    private uint MillisecondsSinceFirstSent
    {
        get
        {
            uint interval = _retransmissionMicroseconds / 1000;
            return interval - (interval >> Math.Min((int)_retransmits, 31)) + _millisecondsSinceSent;
        }
    }

    /// <summary>Reads the state; null if it is not a TCP socket.</summary>
    public static TcpState? Read(int descriptor)
    {
        uint length = (uint)Unsafe.SizeOf<TcpState>();
        return Libc.GetOption(descriptor, Libc.TcpLevel, Libc.TcpInfo, out TcpState state, ref length) == 0
            && length == Unsafe.SizeOf<TcpState>()
            ? state
            : null;
    }

    /// <summary>
    /// Whether the peer's kernel has acknowledged none of the bytes after the first <paramref name="count"/>.
    /// </summary>
    /// <remarks>tcpi_bytes_acked counts the SYN.</remarks>
    public bool IsNothingAcknowledgedAfter(long count) => _bytesAcknowledged <= (ulong)count + 1;
}
