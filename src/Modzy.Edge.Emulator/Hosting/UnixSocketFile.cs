using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>The file of a Unix domain socket, which a killed process does not remove.</summary>
internal static class UnixSocketFile
{
    /// <summary>ENXIO, which open(2) returns for a socket.</summary>
    private const int NoSuchDevice = 6;

    /// <summary>Removes the file if no process listens on it.</summary>
    /// <exception cref="IOException">Another process listens there, or the file is not a socket.</exception>
    public static void RemoveIfUnused(EndPoint endPoint)
    {
        if (endPoint is not UnixDomainSocketEndPoint || endPoint.ToString() is not { } path || !Path.Exists(path))
        {
            return;
        }

        // Non-blocking: connect(2) would wait while the backlog of the listener is full.
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        probe.Blocking = false;
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            if (!IsSocket(path))
            {
                throw new IOException("A file that is not a socket has this name. Choose another path, or remove it.");
            }

            File.Delete(path);
            return;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            // The backlog is full: a process listens.
        }

        throw new IOException("Another process listens on this socket. Stop it, or choose another path.");
    }

    private static bool IsSocket(string path)
    {
        try
        {
            // For reading and writing, because that does not block on a FIFO.
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (IOException e)
        {
            return e.HResult == NoSuchDevice;
        }
        catch (UnauthorizedAccessException)
        {
            return false; // A directory, or a file of another user.
        }
    }
}
