using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Transport.Direct.Io;

/// <summary>Finds the addresses of a host within a deadline.</summary>
internal static class AddressResolver
{
    /// <summary>Enough for the resolver of the C library.</summary>
    private const int StackBytes = 512 * 1024;

    /// <exception cref="ConnectionException">The name has no address.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EndPoint[] Resolve(EdgeEndpoint endpoint, Deadline deadline, CancellationToken cancellation)
    {
        if (endpoint.SocketPath is string path)
        {
            return [new UnixDomainSocketEndPoint(path)];
        }

        if (IPAddress.TryParse(endpoint.Host, out IPAddress? address))
        {
            return [new IPEndPoint(address, endpoint.Port)];
        }

        IPAddress[] addresses = Query(endpoint.Host, deadline, cancellation);
        return Array.ConvertAll(addresses, EndPoint (found) => new IPEndPoint(found, endpoint.Port));
    }

    /// <summary>
    /// Asks the system, which can take long and cannot be interrupted: a thread of its own waits, and is left behind if
    /// the deadline passes. It ends when the system has answered.
    /// </summary>
    private static IPAddress[] Query(string host, Deadline deadline, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<IPAddress[]>();
        var thread = new Thread(() => Query(host, answer), StackBytes) { IsBackground = true, Name = "edge resolver" };
        thread.Start();
        try
        {
            return BlockingWait.Until(answer.Task, deadline, cancellation)
                ? answer.Task.GetAwaiter().GetResult()
                : throw new TimeoutException();
        }
        catch (SocketException failure)
        {
            throw new ConnectionException($"{failure.Message} ({host})");
        }
    }

    private static void Query(string host, TaskCompletionSource<IPAddress[]> answer)
    {
        try
        {
            answer.SetResult(Dns.GetHostAddresses(host));
        }
        catch (Exception e)
        {
            answer.SetException(e);
        }
    }
}
