using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Requests;

/// <summary>A file that is being uploaded.</summary>
internal sealed partial class OpenFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _parameter;

    /// <exception cref="EdgeException">It cannot be read, or is no regular file.</exception>
    public OpenFile(EdgeFile file, string parameter)
    {
        File = file;
        _parameter = $"{parameter}.path";
        if (Directory.Exists(file.Path))
        {
            throw EdgeException.InvalidArgument(_parameter, $"is {file.Path}, a directory; give a file.");
        }

        _handle = Guarded(() => Open(file.Path));
        try
        {
            Length = Guarded(() => RandomAccess.GetLength(_handle));
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    public EdgeFile File { get; }

    /// <summary>Its size in bytes.</summary>
    public long Length { get; }

    /// <summary>Reads as many bytes as there are, up to the length of the buffer.</summary>
    /// <exception cref="EdgeException">It cannot be read.</exception>
    public int Read(byte[] buffer, int length, long offset)
    {
        int total = 0;
        while (total < length)
        {
            int count = Guarded(() => RandomAccess.Read(_handle, buffer.AsSpan(total, length - total), offset + total));
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>
    /// Opens without waiting: a pipe to which nobody writes would hold the caller for ever, past every deadline. What is no
    /// regular file shows when its length is asked for.
    /// </summary>
    private static SafeFileHandle Open(string path)
    {
        // <fcntl.h>: the same on every architecture of Linux that .NET knows.
        const int CloseOnExec = 0x80000;
        const int NonBlocking = 0x800;
        int descriptor = OperatingSystem.IsLinux() ? LibcOpen(path, CloseOnExec | NonBlocking, 0) : -1;
        // Where this fails the framework fails too, with an exception that says why.
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : System.IO.File.OpenHandle(path, options: FileOptions.SequentialScan);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LibcOpen(string path, int flags, uint mode);

    private T Guarded<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (NotSupportedException)
        {
            throw EdgeException.InvalidArgument(
                _parameter, $"is {File.Path}, a pipe or a device; give a regular file, or append its data to an open job.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw EdgeException.InvalidArgument(_parameter, $"cannot be read: {e.Message}");
        }
    }
}
