using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>The file of a Unix domain socket, which stays behind when the process that listened there is killed.</summary>
internal static class UnixSocketFile
{
    /// <summary>ENXIO: what open(2) says of a socket.</summary>
    private const int NoSuchDevice = 6;

    /// <summary>Removes the file where nobody listens.</summary>
    /// <exception cref="IOException">Another process listens there, or the file is not a socket.</exception>
    public static void RemoveIfUnused(EndPoint endPoint)
    {
        if (endPoint is not UnixDomainSocketEndPoint || endPoint.ToString() is not { } path || !File.Exists(path))
        {
            return;
        }

        if (!IsSocket(path))
        {
            throw new IOException("a file that is not a socket has this name");
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }

        throw new IOException("another process listens on this socket");
    }

    private static bool IsSocket(string path)
    {
        try
        {
            File.OpenHandle(path).Dispose();
            return false;
        }
        catch (IOException e) when (e.HResult == NoSuchDevice)
        {
            return true;
        }
    }
}
