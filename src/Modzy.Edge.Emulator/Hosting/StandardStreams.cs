using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Standard output and error, which may be closed, or full pipes: they must not block the server.</summary>
internal static partial class StandardStreams
{
    public const int Output = 1;
    public const int Error = 2;

    private const int Interrupted = 4; // EINTR.

    // Open until the process ends.
    private static readonly List<SafeFileHandle> Reserved = [];

    /// <summary>
    /// Opens /dev/null for each closed standard descriptor. Otherwise the next socket or file would get its number, and
    /// would receive the log.
    /// </summary>
    public static void Reserve()
    {
        while (File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite) is var handle)
        {
            if (handle.DangerousGetHandle() > Error)
            {
                handle.Dispose();
                return;
            }

            Reserved.Add(handle);
        }
    }

    /// <summary>Writes a line on a thread of its own, which may block until the process ends.</summary>
    public static void WriteLine(int descriptor, string line)
    {
        var bytes = Encoding.UTF8.GetBytes($"{line}\n");
        new Thread(() => Write(descriptor, bytes)) { IsBackground = true, Name = "write line" }.Start();
    }

    // Not through Console, which has one lock for all streams: a full standard error would block standard output.
    private static void Write(int descriptor, byte[] bytes)
    {
        for (var written = 0; written < bytes.Length;)
        {
            var count = (int)Write(descriptor, bytes[written..], bytes.Length - written);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                return; // The error cannot be reported.
            }

            written += Math.Max(count, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte[] bytes, nint count);
}
