using Modzy.Edge.Transport.Direct.Hpack;

namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>Takes the header fields that nobody waits for.</summary>
internal sealed class NoHeaders : IHeaderSink
{
    public static NoHeaders Instance { get; } = new();

    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
    }
}
