using System.Buffers.Binary;
using System.Globalization;
using Modzy.Edge.Tool.Inputs;

namespace Modzy.Edge.Tool.Frames;

/// <summary>Divides standard input into frames.</summary>
internal sealed class FrameReader(Stream stream)
{
    /// <summary>A frame above this is a sign that the input is not what was said.</summary>
    private const int LargestFrame = 256 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>Reads frames of a kind: <c>jpeg</c>, <c>lines</c>, or a number of bytes.</summary>
    /// <exception cref="ToolException">There is no such kind.</exception>
    public IAsyncEnumerable<byte[]> ReadAsync(string kind, CancellationToken cancellation) => kind switch
    {
        "jpeg" => All(JpegFrame.LengthOf, "a JPEG image", cancellation),
        "lines" => Lines(cancellation),
        _ when int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            && size is > 0 and <= LargestFrame =>
            All(bytes => bytes.Length < size ? null : size, string.Create(CultureInfo.InvariantCulture, $"a frame of {size} bytes"), cancellation),
        _ => throw ToolException.Usage($"--frames takes jpeg, lines, or the size of a frame in bytes (at most {LargestFrame}), not '{kind}'."),
    };

    private async IAsyncEnumerable<byte[]> All(
        FrameLength length,
        string what,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            int? found = length(_buffer.AsSpan(_start, _end - _start));
            if (found is int size)
            {
                yield return Take(size);
            }
            else if (!await FillAsync(what, cancellation))
            {
                break;
            }
        }

        if (_end > _start)
        {
            throw ToolException.Usage(string.Create(CultureInfo.InvariantCulture, $"standard input ends within {what}, after {_end - _start} bytes of it."));
        }
    }

    private async IAsyncEnumerable<byte[]> Lines(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (byte[] line in All(static bytes => bytes.IndexOf((byte)'\n') is int end and >= 0 ? end + 1 : null, "", cancellation))
        {
            yield return line[..^1];
        }
    }

    private byte[] Take(int size)
    {
        byte[] frame = _buffer.AsSpan(_start, size).ToArray();
        _start += size;
        return frame;
    }

    /// <summary>Reads more; false at the end.</summary>
    private async Task<bool> FillAsync(string what, CancellationToken cancellation)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length < LargestFrame
                ? _buffer.Length * 2
                : throw ToolException.Usage($"standard input has no end of {(what.Length == 0 ? "a line" : what)} within {LargestFrame} bytes."));
        }

        int count = await InputReader.ReadSomeAsync(stream, _buffer.AsMemory(_end), cancellation);
        if (count == 0 && what.Length == 0 && _end > 0)
        {
            // The last line may lack its end.
            _buffer[_end++] = (byte)'\n';
            return true;
        }

        _end += count;
        return count > 0;
    }

    /// <summary>The length of the frame that bytes begin with; null if more is needed to know.</summary>
    public delegate int? FrameLength(ReadOnlySpan<byte> bytes);
}

/// <summary>Finds the end of a JPEG image (ITU T.81, annex B), as a camera sends one after the other (MJPEG).</summary>
internal static class JpegFrame
{
    private const byte Marker = 0xff;
    private const byte StartOfImage = 0xd8;
    private const byte EndOfImage = 0xd9;

    /// <exception cref="ToolException">It is no JPEG.</exception>
    public static int? LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
        {
            return null;
        }

        if (bytes[0] != Marker || bytes[1] != StartOfImage)
        {
            throw ToolException.Usage("standard input is not a sequence of JPEG images; --frames lines and --frames SIZE divide it otherwise.");
        }

        for (int i = 2; i + 1 < bytes.Length;)
        {
            byte kind = bytes[i + 1];
            if (bytes[i] != Marker || kind == Marker)
            {
                // Within a scan, or a fill byte.
                i++;
            }
            else if (kind == EndOfImage)
            {
                return i + 2;
            }
            else if (kind is 0 or 1 or (>= 0xd0 and <= StartOfImage))
            {
                // A stuffed byte, or a marker without a segment.
                i += 2;
            }
            else if (i + 3 < bytes.Length)
            {
                // A segment, such as a thumbnail with markers of its own, is skipped as a whole; a scan follows its
                // header.
                i += 2 + Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(bytes[(i + 2)..]));
            }
            else
            {
                break;
            }
        }

        return null;
    }
}
