namespace Modzy.Edge.Emulator.Content;

/// <summary>The bytes of one input, readable from any place, wherever they are kept.</summary>
internal abstract class Payload : IDisposable
{
    public abstract long Length { get; }

    /// <summary>Fills the buffer as far as there are bytes from the offset on; returns how many it wrote.</summary>
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

/// <summary>Bytes that are kept in memory.</summary>
internal sealed class HeldPayload(ReadOnlyMemory<byte> bytes) : Payload
{
    public override long Length => bytes.Length;

    public override int Read(long offset, Span<byte> buffer) => Copy(bytes.Span, offset, buffer);

    public override void Dispose()
    {
    }
}
