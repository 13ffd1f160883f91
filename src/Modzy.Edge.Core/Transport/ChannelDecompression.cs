using System.IO.Compression;
using System.Text;
using Grpc.Net.Compression;
using Modzy.Edge.Transport.Direct.Messages;

namespace Modzy.Edge.Transport;

/// <summary>Gives Grpc.Net.Client the decompression of the direct transport, which notices what is cut or grows without bounds.</summary>
/// <param name="encoding">What gRPC calls it.</param>
/// <param name="limit">The largest message to accept; null for no limit.</param>
internal sealed class ChannelDecompression(string encoding, long? limit) : ICompressionProvider
{
    public string EncodingName => encoding;

    /// <summary>Never asked for: the client compresses nothing.</summary>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => throw new NotSupportedException();

    public Stream CreateDecompressionStream(Stream stream) =>
        DecompressionStream.Open(stream, Encoding.ASCII.GetBytes(encoding), Math.Min(limit ?? Array.MaxLength, Array.MaxLength));
}
