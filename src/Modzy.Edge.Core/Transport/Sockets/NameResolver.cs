using System.Net;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// Resolves names by getaddrinfo, which can block for long and cannot be interrupted. A bounded number of threads call
/// it, however many callers have given up; concurrent callers of one name share a query. A thread ends when no query is
/// left.
/// </summary>
internal static class NameResolver
{
    /// <summary>
    /// More than the names that a program has, because a name server that does not answer keeps a thread for half a
    /// minute.
    /// </summary>
    private const int MaxThreads = 32;

    /// <summary>In bytes; enough for the C library's resolver.</summary>
    private const int StackBytes = 512 * 1024;

    private static readonly Lock _gate = new();

    /// <summary>The pending queries, by name.</summary>
    private static readonly Dictionary<string, TaskCompletionSource<Answer>> _queries = [];

    /// <summary>The names that no thread queries yet.</summary>
    private static readonly Queue<string> _waiting = [];
    private static int _threads;

    /// <exception cref="ConnectionException">The name has no address, or could not be resolved.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="OutOfMemoryException">The resolver thread could not be created.</exception>
    public static IPAddress[] Resolve(string host, Deadline deadline, CancellationToken cancellation)
    {
        Task<Answer> query = Ask(host);
        return BlockingWait.Until(query, deadline, cancellation)
            ? query.Result.Addresses() : throw new TimeoutException();
    }

    private static Task<Answer> Ask(string host)
    {
        lock (_gate)
        {
            if (_queries.TryGetValue(host, out TaskCompletionSource<Answer>? asked))
            {
                return asked.Task;
            }

            if (_threads < MaxThreads)
            {
                LibraryThread.Start(Run, StackBytes);
                _threads++;
            }

            var query = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
            _queries.Add(host, query);
            _waiting.Enqueue(host);
            return query.Task;
        }
    }

    private static void Run()
    {
        while (true)
        {
            string? host;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out host))
                {
                    _threads--;
                    return;
                }
            }

            Answer answer = Query(host);
            TaskCompletionSource<Answer>? query;
            lock (_gate)
            {
                _queries.Remove(host, out query);
            }

            query!.SetResult(answer);
        }
    }

    private static unsafe Answer Query(string host)
    {
        var hints = new Libc.AddressInfo { SocketType = Libc.StreamSocket };
        Libc.AddressInfo* first = null;
        try
        {
            Marshal.SetLastSystemError(0);
            int error = Libc.GetAddressInfo(host, null, &hints, &first);
            int systemError = error == 0 ? 0 : Marshal.GetLastSystemError();
            List<IPAddress> found = [];
            for (Libc.AddressInfo* info = first; error == 0 && info is not null; info = info->Next)
            {
                var bytes = new ReadOnlySpan<byte>(info->Address, (int)info->AddressLength);
                if (Read(bytes, info->Family) is IPAddress address)
                {
                    found.Add(address);
                }
            }

            return new Answer([.. found], error, systemError);
        }
        catch (OutOfMemoryException)
        {
            return new Answer([], ResolverError.Memory, 0);
        }
        finally
        {
            if (first is not null)
            {
                Libc.FreeAddressInfo(first);
            }
        }
    }

    /// <summary>From struct sockaddr_in or sockaddr_in6.</summary>
    private static IPAddress? Read(ReadOnlySpan<byte> address, int family) => family switch
    {
        Libc.FamilyIPv4 => new IPAddress(address.Slice(4, 4)),
        Libc.FamilyIPv6 => new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])),
        _ => null,
    };

    /// <param name="Found">The addresses.</param>
    /// <param name="Error">The result of getaddrinfo.</param>
    /// <param name="SystemError">The errno.</param>
    private readonly record struct Answer(IPAddress[] Found, int Error, int SystemError)
    {
        public IPAddress[] Addresses() =>
            Error == 0 && Found.Length > 0 ? Found : throw ResolverError.ToException(Error, SystemError);
    }
}

/// <summary>The error codes of getaddrinfo, the same in glibc and musl.</summary>
internal static class ResolverError
{
    public const int Memory = -10;
    private const int NoName = -2;
    private const int Again = -3;
    private const int NoData = -5;
    private const int System = -11;

    /// <param name="error">The result of getaddrinfo; 0 if there was no IPv4 or IPv6 address.</param>
    /// <param name="systemError">The errno, or 0.</param>
    public static Exception ToException(int error, int systemError)
    {
        // Without a descriptor getaddrinfo cannot read /etc/hosts or query DNS, and reports EAI_NONAME.
        if (error != Memory && DescriptorShortage(systemError) is ConnectionException shortage)
        {
            return shortage;
        }

        return error switch
        {
            Memory => new InsufficientMemoryException("There is not enough memory to resolve the name of a host."),
            System => new ConnectionException(
                Marshal.GetPInvokeErrorMessage(systemError), ConnectionFault.ResolutionFailed, error, systemError),
            0 or NoName or NoData => new ConnectionException(
                Describe(error == 0 ? NoName : error), ConnectionFault.NameUnknown, error, systemError),
            _ => new ConnectionException(Describe(error), ConnectionFault.ResolutionFailed, error, systemError),
        };
    }

    private static ConnectionException? DescriptorShortage(int systemError)
    {
        if (ConnectionException.FromError(systemError) is { Fault: ConnectionFault.NoDescriptor } shortage)
        {
            return shortage;
        }

        try
        {
            new SocketHandle(Libc.FamilyIPv4).Dispose();
            return null;
        }
        catch (ConnectionException e) when (e.Fault == ConnectionFault.NoDescriptor)
        {
            return e;
        }
        catch (ConnectionException)
        {
            // The system has no IPv4: not a shortage of descriptors.
            return null;
        }
    }

    private static string Describe(int error) => error switch
    {
        Again => "Temporary failure in name resolution",
        _ => Marshal.PtrToStringUTF8(Libc.DescribeResolverError(error)) ?? $"the resolver failed with error {error}",
    };
}
