using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// System calls. <see cref="System.Net.Sockets.Socket"/> makes the same ones, but starts an epoll thread with the first
/// socket and needs it to bound a wait. Read errno at once, by <see cref="Marshal.GetLastSystemError"/>: the
/// marshalling does not save it.
/// </summary>
internal static partial class Libc
{
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int BrokenPipe = 32;
    public const int ConnectionReset = 104;
    public const int InProgress = 115;
    public const int TimedOut = 110;
    public const int ConnectionRefused = 111;

    /// <summary>sizeof(struct sockaddr_storage).</summary>
    public const int LongestAddress = 128;

    /// <summary>MSG_NOSIGNAL: EPIPE in place of SIGPIPE.</summary>
    public const int NoSignal = 0x4000;

    /// <summary>MSG_DONTWAIT.</summary>
    public const int DoNotWait = 0x40;

    public const int ShutdownRead = 0;

    /// <summary>SOCK_STREAM, SOCK_NONBLOCK and SOCK_CLOEXEC.</summary>
    public const int Stream = 1 | 0x800 | 0x80000;

    /// <summary>SOCK_STREAM.</summary>
    public const int StreamSocket = 1;

    /// <summary>AF_INET and AF_INET6.</summary>
    public const int FamilyIPv4 = 2;
    public const int FamilyIPv6 = 10;

    public const int TcpLevel = 6;
    public const int TcpInfo = 11;

    public const int SocketLevel = 1;
    public const int PendingError = 4;
    public const int ReceiveTimeout = 20;

    /// <summary>F_SETFL, and O_RDWR without O_NONBLOCK.</summary>
    public const int SetFlags = 4;
    public const int Blocking = 2;

    public const short PollIn = 1;
    public const short PollOut = 4;

    /// <summary>POLLRDHUP: the peer has sent FIN.</summary>
    public const short PollPeerClosed = 0x2000;

    /// <summary>EPOLL_CLOEXEC.</summary>
    public const int EventsCloseOnExec = 0x80000;

    /// <summary>EPOLL_CTL_ADD.</summary>
    public const int EventsAdd = 1;

    /// <summary>EPOLLIN, EPOLLOUT, EPOLLRDHUP and EPOLLET.</summary>
    public const uint EventsOfSocket = 1 | 4 | 0x2000 | (1u << 31);

    /// <summary>FUTEX_WAIT and FUTEX_WAKE with FUTEX_PRIVATE_FLAG.</summary>
    private const int FutexWait = 0 | 128;
    private const int FutexWake = 1 | 128;

    /// <summary>The system call number of futex, by architecture.</summary>
    private static readonly nint _futex = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.X86 or Architecture.Arm or Architecture.Armv6 => 240,
        Architecture.S390x => 238,
        Architecture.Ppc64le => 221,
        _ => 98,
    };

    [LibraryImport("libc", EntryPoint = "send")]
    public static unsafe partial nint Send(int socket, byte* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    public static unsafe partial nint Receive(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    public static unsafe partial int Poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "connect")]
    public static unsafe partial int Connect(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "socket")]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    public static partial int SetOption(int socket, int level, int option, in int value, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    public static partial int SetOption(int socket, int level, int option, in TimeValue value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    public static partial int GetOption(int socket, int level, int option, out int value, ref uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    public static partial int GetOption(int socket, int level, int option, out TcpState value, ref uint length);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    public static unsafe partial int GetOwnName(int socket, byte* address, ref uint length);

    [LibraryImport("libc", EntryPoint = "getpeername")]
    public static unsafe partial int GetPeerName(int socket, byte* address, ref uint length);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    public static partial int CreateEvents(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    public static unsafe partial int ControlEvents(int events, int operation, int descriptor, uint* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    public static unsafe partial int WaitForEvents(int events, uint* entries, int count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    public static partial int Control(int socket, int command, int value);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int socket);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    public static partial int Shutdown(int socket, int how);

    [LibraryImport("libc", EntryPoint = "getaddrinfo", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int GetAddressInfo(
        string host, string? service, AddressInfo* hints, AddressInfo** first);

    [LibraryImport("libc", EntryPoint = "freeaddrinfo")]
    public static unsafe partial void FreeAddressInfo(AddressInfo* first);

    [LibraryImport("libc", EntryPoint = "gai_strerror")]
    public static partial nint DescribeResolverError(int error);

    /// <returns>0 if there is no such network interface.</returns>
    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint InterfaceIndex(string name);

    /// <summary>The status of a file, links followed; null if it cannot be read.</summary>
    public static unsafe FileStatus? GetStatus(string path)
    {
        const int workingDirectory = -100;
        const uint basicStatistics = 0x7ff;
        FileStatus status;
        return GetStatus(workingDirectory, path, 0, basicStatistics, &status) == 0 ? status : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int GetStatus(int directory, string path, int flags, uint mask, FileStatus* status);

    /// <summary>RLIMIT_NOFILE; null if it is unknown.</summary>
    public static ulong? OpenFilesLimit() => GetLimit(7, out ResourceLimit limit) == 0 ? limit.Current : null;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    /// <summary>FUTEX_WAIT: waits while the value is the expected one, until a deadline. Can return early.</summary>
    public static unsafe void Wait(int* address, int expected, Deadline deadline)
    {
        TimeSpan time = deadline.IsNever ? TimeSpan.Zero : deadline.Remaining;
        var limit = new TimeSpec
        {
            Seconds = (nint)Math.Min(time.Ticks / TimeSpan.TicksPerSecond, int.MaxValue),
            Nanoseconds = (nint)(time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
        _ = SystemCall(_futex, address, FutexWait, expected, deadline.IsNever ? null : &limit);
    }

    /// <summary>FUTEX_WAKE: wakes one waiting thread.</summary>
    public static unsafe void WakeOne(int* address) =>
        _ = SystemCall(_futex, address, FutexWake, 1, null);

    /// <summary>The C library has no wrapper for futex.</summary>
    [LibraryImport("libc", EntryPoint = "syscall")]
    private static unsafe partial nint SystemCall(
        nint number, int* address, nint operation, nint value, TimeSpec* limit);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Socket;
        public short Events;
        public short Returned;
    }

    /// <summary>struct addrinfo, as Linux's C libraries have it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct AddressInfo
    {
        public int Flags;
        public int Family;
        public int SocketType;
        public int Protocol;
        public uint AddressLength;
        public byte* Address;
        public byte* CanonicalName;
        public AddressInfo* Next;
    }

    /// <summary>struct statx, which is the same on all architectures.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public readonly struct FileStatus
    {
        [FieldOffset(32)]
        public readonly ulong Inode;
        [FieldOffset(40)]
        public readonly ulong Size;
        [FieldOffset(96)]
        public readonly long ChangedSeconds;
        [FieldOffset(104)]
        public readonly uint ChangedNanoseconds;
        [FieldOffset(112)]
        public readonly long ModifiedSeconds;
        [FieldOffset(120)]
        public readonly uint ModifiedNanoseconds;
    }

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public nuint Current;
        public nuint Maximum;
    }

    /// <summary>struct timespec, of the system call.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    /// <summary>struct timeval.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeValue
    {
        public nint Seconds;
        public nint Microseconds;
    }
}
