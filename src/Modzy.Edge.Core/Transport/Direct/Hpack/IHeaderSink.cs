namespace Modzy.Edge.Transport.Direct.Hpack;

/// <summary>Takes the header fields of a block, in their order.</summary>
internal interface IHeaderSink
{
    /// <summary>Takes a field. Both spans are valid during the call only.</summary>
    void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);
}
