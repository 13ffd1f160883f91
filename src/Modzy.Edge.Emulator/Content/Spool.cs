using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Emulator.Content;

/// <summary>
/// A payload that comes piece by piece: in memory while it is small, then in a temporary file. Not safe for several
/// threads at once.
/// </summary>
internal sealed class Spool(int threshold = Spool.DefaultThreshold) : Payload
{
    private const int DefaultThreshold = 4 << 20;

    private ArrayBufferWriter<byte> _memory = new();
    private SafeFileHandle? _file;
    private long _length;

    public override long Length => _length;

    public bool IsInFile => _file is not null;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && _length + bytes.Length > threshold)
        {
            _file = CreateFile();
            RandomAccess.Write(_file, _memory.WrittenSpan, 0);
            _memory = new ArrayBufferWriter<byte>();
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

    public override int Read(long offset, Span<byte> buffer) =>
        _file is null ? Copy(_memory.WrittenSpan, offset, buffer) : RandomAccess.Read(_file, buffer, offset);

    public override void Dispose() => _file?.Dispose();

    /// <summary>A file without a name: it is gone when it is closed, even when the process is killed.</summary>
    private static SafeFileHandle CreateFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"modzy-edge-emulator-{Path.GetRandomFileName()}");
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
        File.Delete(path);
        return handle;
    }
}
