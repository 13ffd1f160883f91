using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Requests;

/// <summary>A file that is being uploaded.</summary>
internal sealed class OpenFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _parameter;

    /// <exception cref="EdgeException">It cannot be read.</exception>
    public OpenFile(EdgeFile file, string parameter)
    {
        File = file;
        _parameter = parameter;
        _handle = Guarded(() => System.IO.File.OpenHandle(file.Path, options: FileOptions.SequentialScan));
        Length = Guarded(() => RandomAccess.GetLength(_handle), unseekable: 0);
    }

    public EdgeFile File { get; }

    /// <summary>Its size in bytes; 0 for what has none, such as a pipe.</summary>
    public long Length { get; }

    /// <summary>Reads as many bytes as there are, up to the length of the buffer.</summary>
    /// <exception cref="EdgeException">It cannot be read.</exception>
    public int Read(Span<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int count = Read(buffer[total..], offset + total, _handle, _parameter);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    public void Dispose() => _handle.Dispose();

    private static int Read(Span<byte> buffer, long offset, SafeFileHandle handle, string parameter)
    {
        try
        {
            return RandomAccess.Read(handle, buffer, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(parameter, e);
        }
    }

    private static EdgeException Unreadable(string parameter, Exception cause) =>
        EdgeException.InvalidArgument($"{parameter}.path", $"cannot be read: {cause.Message}");

    private T Guarded<T>(Func<T> read, T? unseekable = default)
    {
        try
        {
            return read();
        }
        catch (NotSupportedException)
        {
            return unseekable!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable(_parameter, e);
        }
    }
}
