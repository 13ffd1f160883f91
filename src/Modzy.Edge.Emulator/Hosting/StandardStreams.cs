using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Standard output and error, which may be closed, full, or pipes that nobody reads: none of these holds up the work.</summary>
internal static partial class StandardStreams
{
    public const int Output = 1;
    public const int Error = 2;

    private const int Interrupted = 4; // EINTR.

    // They stay open as long as the process runs.
    private static readonly List<SafeFileHandle> Reserved = [];

    /// <summary>
    /// Opens /dev/null for each standard descriptor that is closed. Otherwise the next socket or file would get its number, and
    /// the log would be written into it.
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

    /// <summary>Writes a line on a thread of its own, which may wait for a reader until the process ends.</summary>
    public static void WriteLine(int descriptor, string line) => new Thread(() => Write(descriptor, Encoding.UTF8.GetBytes($"{line}\n")))
    {
        IsBackground = true,
        Name = "write line",
    }.Start();

    // Not by way of Console, which has a single lock for all streams: a full standard error would hold up standard output.
    private static void Write(int descriptor, byte[] bytes)
    {
        for (var written = 0; written < bytes.Length;)
        {
            var count = (int)Write(descriptor, bytes[written..], bytes.Length - written);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                return; // Nobody is there to be told.
            }

            written += Math.Max(count, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte[] bytes, nint count);
}
