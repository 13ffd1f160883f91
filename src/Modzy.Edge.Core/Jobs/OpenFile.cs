using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Requests;

/// <summary>A regular file that is being uploaded, as large as it was when it was opened.</summary>
internal sealed class OpenFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly FileErrors _errors;

    /// <exception cref="EdgeException">It cannot be read, or is no regular file.</exception>
    public OpenFile(EdgeFile file, string parameter)
    {
        File = file;
        _errors = new FileErrors($"{parameter}.path", file.Path);
        _handle = OperatingSystem.IsLinux() ? FileCalls.Open(FileCalls.PathOf(file, _errors), _errors) : OpenElsewhere();
        try
        {
            Length = OperatingSystem.IsLinux() ? FileCalls.SizeOf(_handle, _errors) : Guarded(() => RandomAccess.GetLength(_handle));
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    public EdgeFile File { get; }

    /// <summary>Its size in bytes when it was opened, which is what is sent.</summary>
    public long Length { get; }

    /// <summary>Reads a part of the file that lies within its length.</summary>
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

    /// <summary>Checks that the file still ends where it did.</summary>
    /// <exception cref="EdgeException">It cannot be read, or has grown.</exception>
    public void CheckEnd()
    {
        Span<byte> next = stackalloc byte[1];
        if (ReadSome(next, Length) > 0)
        {
            throw _errors.Changed(FormattableString.Invariant($"goes on after the {Length:N0} bytes that it had"));
        }
    }

    /// <summary>Makes the exception for a file that is more than the edge takes.</summary>
    public EdgeException TooManyChunks(ChunkLimits limits, int dataBytes) =>
        limits.Exceeded(_errors.Parameter, FormattableString.Invariant($"is {File.Path} of {Length:N0} bytes"), Length, dataBytes);

    public void Dispose() => _handle.Dispose();

    private int ReadSome(Span<byte> buffer, long offset)
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
