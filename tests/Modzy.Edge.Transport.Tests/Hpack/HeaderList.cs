using System.Text;
using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Tests.Hpack;

/// <summary>Collects decoded fields.</summary>
internal sealed class HeaderList : IHeaderSink
{
    public List<string> Fields { get; } = [];

    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Fields.Add($"{Encoding.ASCII.GetString(name)}: {Encoding.ASCII.GetString(value)}");

    public static List<string> Decode(HpackDecoder decoder, byte[] block)
    {
        var list = new HeaderList();
        decoder.Decode(block, list);
        return list.Fields;
    }
}
