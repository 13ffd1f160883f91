using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Direct.Io;

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
