using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Tool.Process;

/// <summary>What .NET does not offer of the C library.</summary>
internal static partial class Libc
{
    public const int Interrupt = 2;
    public const int BrokenPipe = 13;
    public const int Terminate = 15;

    /// <summary>errno: a signal came during the call.</summary>
    public const int Interrupted = 4;

    /// <summary>errno: whoever read a pipe is gone.</summary>
    public const int PipeClosed = 32;

    /// <summary>glob(3): nothing matches.</summary>
    private const int NoMatch = 3;

    /// <summary>Writes all bytes to a descriptor.</summary>
    /// <returns>0, or errno.</returns>
    public static unsafe int WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int written = 0; written < bytes.Length;)
            {
                nint count = Write(descriptor, start + written, bytes.Length - written);
                if (count < 0 && Marshal.GetLastPInvokeError() is int error and not Interrupted)
                {
                    return error;
                }

                written += (int)Math.Max(count, 0);
            }
        }

        return 0;
    }

    /// <summary>Gives a signal the disposition that a process begins with.</summary>
    public static void Default(int signal) => _ = Signal(signal, 0);

    public static void Raise(int signal) => _ = RaiseSignal(signal);

    /// <summary>Replaces this process by another program. Returns only if that fails, with errno.</summary>
    public static int Execute(string path, IEnumerable<string> arguments)
    {
        string?[] vector = [path, .. arguments, null];
        _ = Execv(path, vector);
        return Marshal.GetLastPInvokeError();
    }

    /// <summary>The paths that a pattern of the shell stands for, in order; none if nothing matches.</summary>
    public static unsafe string[] Glob(string pattern)
    {
        GlobResult result = default;
        int status = Glob(pattern, 0, null, &result);
        try
        {
            if (status != 0)
            {
                return status == NoMatch ? [] : throw new IOException($"The pattern {pattern} cannot be expanded.");
            }

            string[] paths = new string[result.Count];
            for (int i = 0; i < paths.Length; i++)
            {
                paths[i] = Marshal.PtrToStringUTF8((nint)result.Paths[i])!;
            }

            return paths;
        }
        finally
        {
            FreeGlob(&result);
        }
    }

    /// <summary>glob_t of glibc and musl on 64-bit Linux; the callbacks behind are not used.</summary>
    private unsafe struct GlobResult
    {
        public readonly nuint Count;
        public readonly byte** Paths;
        private readonly nuint _offset;
        private readonly int _flags;
        private readonly Callbacks _callbacks;
    }

    [InlineArray(8)]
    private struct Callbacks
    {
        private nint _first;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int RaiseSignal(int number);

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execv(string path, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "glob", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Glob(string pattern, int flags, void* error, GlobResult* result);

    [LibraryImport("libc", EntryPoint = "globfree")]
    private static unsafe partial void FreeGlob(GlobResult* result);
}
