using System.Text;
using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Fuzz;

/// <summary>
/// Header blocks of one connection: the first byte says how long each is. Decoding them for their effect alone must
/// end as decoding them does, and what was decoded must survive our encoder's Huffman table.
/// </summary>
internal static class HpackTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        int blockLength = input[0] + 1;
        var decoder = new HpackDecoder();
        var twin = new HpackDecoder();
        var fields = new Fields();
        for (ReadOnlySpan<byte> rest = input[1..]; !rest.IsEmpty;)
        {
            ReadOnlySpan<byte> block = rest[..Math.Min(blockLength, rest.Length)];
            rest = rest[block.Length..];
            string? refusal = Refusal(decoder, block, fields);
            if (refusal != Discarded(twin, block))
            {
                throw new BrokenPromiseException("a block is decoded and discarded with different outcomes");
            }

            if (refusal is not null)
            {
                return;
            }

            if (block.Length % 7 == 0)
            {
                decoder.LimitTable(block.Length * 8);
                twin.LimitTable(block.Length * 8);
            }

            decoder.Trim();
        }
    }

    private static string? Refusal(HpackDecoder decoder, ReadOnlySpan<byte> block, Fields fields)
    {
        try
        {
            decoder.Decode(block, fields);
            return null;
        }
        catch (HpackException e)
        {
            return e.Message;
        }
    }

    private static string? Discarded(HpackDecoder decoder, ReadOnlySpan<byte> block)
    {
        try
        {
            decoder.DecodeAndDiscard(block);
            return null;
        }
        catch (HpackException e)
        {
            return e.Message;
        }
    }

    private sealed class Fields : IHeaderSink
    {
        public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            Encoding.Latin1.GetString(name);
            Encoding.Latin1.GetString(value);
        }
    }
}
