using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// What the system knows about a TCP connection: the beginning of struct tcp_info, /usr/include/linux/tcp.h, which only ever
/// grows at its end.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal readonly struct TcpState
{
    /// <summary>TCP_CLOSE.</summary>
    private const byte Closed = 7;

    /// <summary>How long a peer may leave unanswered what its system has to answer.</summary>
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

    /// <summary>Whether something that was sent is not acknowledged yet.</summary>
    public bool HasUnacknowledged => _unacknowledged > 0;

    /// <summary>
    /// Whether the peer's system answers neither what was sent nor, where it has no room for more, what asks whether it has room
    /// again. The process behind it may do nothing for any time: its system still acknowledges.
    /// </summary>
    /// <remarks>
    /// TCP_USER_TIMEOUT makes no such difference: it ends connections to a peer that acknowledges and does not read. Where
    /// nothing is under way, keep-alive probes notice that the peer is gone, see <see cref="SocketSettings"/>.
    /// </remarks>
    public bool IsPeerGone =>
        _millisecondsSinceAcknowledgement >= SilenceMilliseconds
        && ((_retransmits >= 2 && MillisecondsSinceFirstSent >= SilenceMilliseconds) || _unansweredProbes >= 2);

    /// <summary>The time before a retransmission doubles with each of them, so that it tells how long they have gone on.</summary>
    private uint MillisecondsSinceFirstSent
    {
        get
        {
            uint interval = _retransmissionMicroseconds / 1000;
            return interval - (interval >> Math.Min((int)_retransmits, 31)) + _millisecondsSinceSent;
        }
    }

    /// <summary>Reads the state; null if the system does not tell, as for a socket that is not of TCP.</summary>
    public static TcpState? Read(int descriptor)
    {
        uint length = (uint)Unsafe.SizeOf<TcpState>();
        return Libc.GetOption(descriptor, Libc.TcpLevel, Libc.TcpInfo, out TcpState state, ref length) == 0
            && length == Unsafe.SizeOf<TcpState>()
            ? state
            : null;
    }

    /// <summary>Whether the peer's system has received none of the bytes after the first <paramref name="count"/>.</summary>
    /// <remarks>The system counts the beginning of the connection as one.</remarks>
    public bool IsNothingAcknowledgedAfter(long count) => _bytesAcknowledged <= (ulong)count + 1;
}
