using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Content;

/// <summary>
/// A payload that is appended to: in memory up to a threshold, then in a temporary file. Not thread-safe.
/// </summary>
internal sealed class Spool(int threshold = Spool.DefaultThreshold) : Payload
{
    private const int DefaultThreshold = 4 << 20;

    // ENFILE, EMFILE, ENOSPC and EDQUOT: the same on every Linux architecture that .NET supports.
    private const int TooManyFilesInSystem = 23;
    private const int TooManyFiles = 24;
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    private ArrayBufferWriter<byte> _memory = new();
    private SafeFileHandle? _file;
    private long _length;

    public override long Length => _length;

    public bool IsInFile => _file is not null;

    /// <exception cref="EmulatorException">The bytes cannot be stored.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Write(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw Failure(e);
        }
    }

    /// <summary>Why large inputs cannot be stored, or null if they can.</summary>
    public static string? WhyUnusable()
    {
        try
        {
            CreateFile().Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure(e).Message;
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && _length + bytes.Length > threshold)
        {
            _file = MoveToFile();
        }

        if (_file is null)
        {
            _memory.Write(bytes);
        }
        else
        {
            RandomAccess.Write(_file, bytes, _length);
        }

        _length += bytes.Length;
    }

    private SafeFileHandle MoveToFile()
    {
        var file = CreateFile();
        try
        {
            RandomAccess.Write(file, _memory.WrittenSpan, 0);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _memory = new ArrayBufferWriter<byte>();
        return file;
    }

    public override int Read(long offset, Span<byte> buffer) =>
        _file is null ? Copy(_memory.WrittenSpan, offset, buffer) : RandomAccess.Read(_file, buffer, offset);

    public override void Dispose() => _file?.Dispose();

    private static EmulatorException Failure(Exception e)
    {
        var directory = Path.GetTempPath();
        return (e, e.HResult) switch
        {
            // .NET throws this for EFBIG.
            (ArgumentOutOfRangeException, _) => Exhausted(
                $"A file in the directory {directory} cannot grow: it has reached the limit on the size of files."
                + " Raise it (ulimit -f), or send less in one data input."),
            (_, NoSpace) => Exhausted(
                $"The directory {directory} has no space left. Free some, or set TMPDIR to another one."),
            (_, OverQuota) => Exhausted(
                $"The disk quota in the directory {directory} is used up."
                + " Free some space, or set TMPDIR to another one."),
            (_, TooManyFiles or TooManyFilesInSystem) => Exhausted(
                $"No file can be opened in the directory {directory}: the limit on open files is reached."
                + " Raise it (ulimit -n), or have fewer jobs and connections open at once."),
            _ => new EmulatorException(
                ErrorCode.FailedPrecondition,
                $"No file can be written in the directory {directory} ({Reason(e)})."
                + " Set TMPDIR to one that can be written to."),
        };
    }

    private static EmulatorException Exhausted(string message) => new(ErrorCode.ResourceExhausted, message);

    private static string Reason(Exception e) => e switch
    {
        DirectoryNotFoundException => "no such directory",
        UnauthorizedAccessException => "permission denied",
        _ => e.Message,
    };

    /// <summary>An unlinked file: the kernel removes it when it is closed, even if the process is killed.</summary>
    private static SafeFileHandle CreateFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"modzy-edge-emulator-{Path.GetRandomFileName()}");
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
        File.Delete(path);
        return handle;
    }
}
