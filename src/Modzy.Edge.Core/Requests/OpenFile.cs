using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Requests;

/// <summary>A regular file that is uploaded, with the size that it had when it was opened.</summary>
internal sealed class OpenFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly FileErrors _errors;

    /// <exception cref="EdgeException">It cannot be read, or is no regular file.</exception>
    public OpenFile(EdgeFile file, string parameter)
        : this(file, new FileErrors($"{parameter}.path", file.Path))
    {
    }

    /// <inheritdoc cref="OpenFile(EdgeFile, string)"/>
    public OpenFile(EdgeFile file, FileErrors errors)
    {
        File = file;
        _errors = errors;
        _handle = OperatingSystem.IsLinux()
            ? FileCalls.Open(FileCalls.PathOf(file, _errors), _errors) : OpenElsewhere();
        try
        {
            Length = OperatingSystem.IsLinux()
                ? FileCalls.SizeOf(_handle, _errors)
                : Guarded(() => RandomAccess.GetLength(_handle));
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    public EdgeFile File { get; }

    /// <summary>The size when it was opened, in bytes. As much is sent.</summary>
    public long Length { get; }

    /// <summary>Reads a range within the size.</summary>
    /// <exception cref="EdgeException">It cannot be read, or was truncated.</exception>
    public void Read(Span<byte> buffer, long offset)
    {
        for (int total = 0; total < buffer.Length;)
        {
            int count = ReadSome(buffer[total..], offset + total);
            if (count == 0)
            {
                throw _errors.Changed(FormattableString.Invariant($"ends after {offset + total:N0} of the {Length:N0} bytes that it had"));
            }

            total += count;
        }
    }

    /// <summary>Checks that the file has not grown.</summary>
    /// <exception cref="EdgeException">It cannot be read, or has grown.</exception>
    public void CheckEnd()
    {
        Span<byte> next = stackalloc byte[1];
        if (ReadSome(next, Length) > 0)
        {
            throw _errors.Changed(FormattableString.Invariant($"goes on after the {Length:N0} bytes that it had"));
        }
    }

    /// <summary>Makes the exception for a file that exceeds the edge's limits.</summary>
    public EdgeException TooManyChunks(ChunkLimits limits, int dataBytes) =>
        limits.Exceeded(_errors.Parameter, FormattableString.Invariant($"is {File.Path} of {Length:N0} bytes"), Length, dataBytes);

    public void Dispose() => _handle.Dispose();

    /// <summary>Reads some bytes; 0 at the end of the file.</summary>
    /// <exception cref="EdgeException">It cannot be read.</exception>
    public int ReadSome(Span<byte> buffer, long offset)
    {
        if (OperatingSystem.IsLinux())
        {
            return FileCalls.Read(_handle, buffer, offset, _errors);
        }

        try
        {
            return RandomAccess.Read(_handle, buffer, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _errors.Unreadable(e.Message);
        }
    }

    private SafeFileHandle OpenElsewhere()
    {
        if (Directory.Exists(File.Path))
        {
            throw _errors.NotRegular("a directory");
        }

        return Guarded(() => System.IO.File.OpenHandle(File.Path, options: FileOptions.SequentialScan));
    }

    private T Guarded<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (NotSupportedException)
        {
            throw _errors.NotRegular("a pipe or a device");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw _errors.Unreadable(e.Message);
        }
    }
}

/// <summary>Makes the exceptions for files that cannot be read.</summary>
/// <param name="parameter">Names the file.</param>
/// <param name="path">The path.</param>
/// <param name="alternative">What to do with data that is in no regular file.</param>
internal sealed class FileErrors(string parameter, string path, string alternative = FileErrors.Append)
{
    private const string Append = "open a job and append the data to it in chunks";

    // <errno.h>: the same on every architecture that .NET supports.
    private const int NotPermitted = 1;
    private const int NoSuchFile = 2;
    private const int NoSuchDevice = 6;
    private const int TryAgain = 11;
    private const int AccessDenied = 13;
    private const int NotADirectory = 20;
    private const int IsADirectory = 21;
    private const int TooManyInSystem = 23;
    private const int TooManyOpen = 24;
    private const int TooManyLinks = 40;

    private readonly string _path = PrintableText.Escape(path);

    public string Parameter => parameter;

    /// <summary>For a system call that failed.</summary>
    public EdgeException Failed(int errno)
    {
        string text = $"{parameter} cannot be read: {_path}: {Marshal.GetPInvokeErrorMessage(errno)}. {Remedy(errno)}";
        EdgeStatus status = errno is TooManyOpen or TooManyInSystem
            ? EdgeStatus.ResourceExhausted : EdgeStatus.InvalidArgument;
        return new EdgeException(status, text) { Parameter = parameter, ErrorNumber = errno };
    }

    /// <summary>For an exception of the framework.</summary>
    public EdgeException Unreadable(string reason) =>
        EdgeException.InvalidArgument(parameter, $"cannot be read: {_path}: {reason}");

    public EdgeException NotRegular(string kind) => new(
        EdgeStatus.InvalidArgument,
        kind == "a directory"
            ? $"{parameter} is {_path}, a directory; give a regular file."
            : $"{parameter} is {_path}, {kind}; give a regular file, or {alternative}.")
    {
        Parameter = parameter,
        ErrorNumber = kind == "a directory" ? IsADirectory : null,
    };

    /// <summary>For a file that was changed after it was opened.</summary>
    public EdgeException Changed(string how) => new(
        EdgeStatus.FailedPrecondition,
        $"{parameter} is {_path}, which {how} when the upload began: it was changed meanwhile, or its size says nothing about its content "
        + $"(as in /proc). The job is cancelled; submit the file again when nobody writes to it, or {Append}.")
    {
        Parameter = parameter,
    };

    private string Remedy(int errno) => errno switch
    {
        NoSuchFile or NotADirectory => "Check the path.",
        AccessDenied or NotPermitted => "Give the user of this process the right to read it.",
        IsADirectory => "Give a regular file.",
        TooManyLinks => "A symbolic link on this path leads back to itself; correct the link.",
        TooManyOpen or TooManyInSystem => "Close files that are not needed, or raise the limit (ulimit -n).",
        TryAgain or NoSuchDevice => $"It is not a file whose data is there to be read; {alternative}.",
        _ => "Check the file, and the file system that it is on.",
    };
}
