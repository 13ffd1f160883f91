namespace Modzy.Edge.Emulator.Content;

/// <summary>The bytes of one input, readable at any offset.</summary>
internal abstract class Payload : IDisposable
{
    public abstract long Length { get; }

    /// <summary>Copies the bytes from an offset on into the buffer; returns the number of bytes.</summary>
    public abstract int Read(long offset, Span<byte> buffer);

    public abstract void Dispose();

    protected static int Copy(ReadOnlySpan<byte> bytes, long offset, Span<byte> buffer)
    {
        var part = bytes[(int)Math.Min(offset, bytes.Length)..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        return part.Length;
    }
}

/// <summary>Bytes in memory.</summary>
internal sealed class MemoryPayload(ReadOnlyMemory<byte> bytes) : Payload
{
    public override long Length => bytes.Length;

    public override int Read(long offset, Span<byte> buffer) => Copy(bytes.Span, offset, buffer);

    public override void Dispose()
    {
    }
}
