using System.Text;

namespace Modzy.Edge.Tool.Inputs;

/// <summary>Gets at the data of inputs.</summary>
internal static class InputReader
{
    /// <summary>The size of a regular file; null for what has none: standard input, a pipe, a device.</summary>
    /// <exception cref="ToolException">There is no such file.</exception>
    public static long? SizeOf(InputSpec spec)
    {
        if (spec.Text is not null)
        {
            return Encoding.UTF8.GetByteCount(spec.Text);
        }

        if (spec.Path is null)
        {
            return null;
        }

        using FileStream file = OpenFile(spec.Path);
        return file.CanSeek && Path.Exists(spec.Path)
            && (File.GetAttributes(spec.Path) & FileAttributes.Device) == 0 ? file.Length : null;
    }

    /// <summary>Opens what is read in pieces.</summary>
    /// <exception cref="ToolException">It cannot be read.</exception>
    public static Stream Open(InputSpec spec) =>
        spec.Text is not null ? new MemoryStream(Encoding.UTF8.GetBytes(spec.Text))
        : spec.Path is null ? Console.OpenStandardInput()
        : OpenFile(spec.Path);

    /// <summary>Reads all of an input.</summary>
    /// <exception cref="ToolException">It cannot be read.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(InputSpec spec, CancellationToken cancellation)
    {
        await using Stream stream = Open(spec);
        return await ReadAsync(spec, stream, int.MaxValue, cancellation);
    }

    /// <summary>Reads an input, or as much of it as fits a limit.</summary>
    /// <exception cref="ToolException">It cannot be read.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        InputSpec spec, Stream stream, int limit, CancellationToken cancellation)
    {
        byte[] buffer = new byte[Math.Min(
            limit, stream.CanSeek ? (int)Math.Clamp(stream.Length + 1, 1, Array.MaxLength) : 1 << 16)];
        int count = 0;
        try
        {
            while (count < limit)
            {
                if (count == buffer.Length)
                {
                    Array.Resize(ref buffer, (int)Math.Min(limit, Math.Min(buffer.Length * 2L, Array.MaxLength)));
                }

                int read = await ReadSomeAsync(stream, buffer.AsMemory(count), cancellation);
                if (read == 0)
                {
                    break;
                }

                count += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(spec.ToString(), e.Message);
        }

        return buffer.AsMemory(0, count);
    }

    /// <summary>Reads what is there. A read from standard input cannot be cancelled, so that nobody waits for it
    /// then.</summary>
    public static Task<int> ReadSomeAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellation) =>
        stream.ReadAsync(buffer, cancellation).AsTask().WaitAsync(cancellation);

    private static FileStream OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw ToolException.Usage($"{path} is a directory; name a file, or the files in it: '{path.TrimEnd('/')}/*'.");
        }

        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(path, "there is no such file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e.Message);
        }
    }

    private static ToolException Unreadable(string what, string why) => ToolException.Usage($"cannot read {what}: {why}");
}
