using System.Net;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// Asks the system for the addresses of names. That can take long and cannot be interrupted, so threads of its own ask:
/// callers that want the same name at the same time share one question, and there are never more than a few threads, however
/// many callers have given up. A thread ends when no question is left.
/// </summary>
internal static class NameResolver
{
    /// <summary>More than the names that a program has, because a name server that does not answer keeps a thread for half a minute.</summary>
    private const int MaxThreads = 32;

    /// <summary>Enough for the resolver of the C library.</summary>
    private const int StackBytes = 512 * 1024;

    private static readonly Lock _gate = new();

    /// <summary>The questions that are not answered, by name.</summary>
    private static readonly Dictionary<string, TaskCompletionSource<Answer>> _questions = [];

    /// <summary>The names that no thread asks for yet.</summary>
    private static readonly Queue<string> _waiting = [];
    private static int _threads;

    /// <exception cref="ConnectionException">The name has no address, or none could be found.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="OutOfMemoryException">The thread that asks for the name could not be created.</exception>
    public static IPAddress[] Resolve(string host, Deadline deadline, CancellationToken cancellation)
    {
        Task<Answer> question = Ask(host);
        return BlockingWait.Until(question, deadline, cancellation) ? question.Result.Addresses() : throw new TimeoutException();
    }

    private static Task<Answer> Ask(string host)
    {
        lock (_gate)
        {
            if (_questions.TryGetValue(host, out TaskCompletionSource<Answer>? asked))
            {
                return asked.Task;
            }

            if (_threads < MaxThreads)
            {
                LibraryThread.Start(Run, StackBytes);
                _threads++;
            }

            var question = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
            _questions.Add(host, question);
            _waiting.Enqueue(host);
            return question.Task;
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
            TaskCompletionSource<Answer>? question;
            lock (_gate)
            {
                _questions.Remove(host, out question);
            }

            question!.SetResult(answer);
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
                if (Read(new ReadOnlySpan<byte>(info->Address, (int)info->AddressLength), info->Family) is IPAddress address)
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
    /// <param name="Error">What getaddrinfo returned.</param>
    /// <param name="SystemError">The errno that it left.</param>
    private readonly record struct Answer(IPAddress[] Found, int Error, int SystemError)
    {
        public IPAddress[] Addresses() => Error == 0 && Found.Length > 0 ? Found : throw ResolverError.ToException(Error, SystemError);
    }
}

/// <summary>The error codes of getaddrinfo, which Linux's C libraries have in common.</summary>
internal static class ResolverError
{
    public const int Memory = -10;
    private const int NoName = -2;
    private const int Again = -3;
    private const int NoData = -5;
    private const int System = -11;

    /// <param name="error">What getaddrinfo returned; 0 if there was no address of a known kind.</param>
    /// <param name="systemError">The errno that it left, or 0.</param>
    public static Exception ToException(int error, int systemError)
    {
        // Without a descriptor getaddrinfo cannot read /etc/hosts or ask a server, and says that the name is unknown.
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
            // There is no IPv4, which says nothing about descriptors.
            return null;
        }
    }

    private static string Describe(int error) => error switch
    {
        Again => "Temporary failure in name resolution",
        _ => Marshal.PtrToStringUTF8(Libc.DescribeResolverError(error)) ?? $"the resolver failed with error {error}",
    };
}
