using System.Text;
using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Tests.Hpack;

/// <summary>How a field is to be encoded.</summary>
public enum FieldForm
{
    Plain,
    NeverIndexed,
    Indexed,
}

/// <summary>A field and its encoding.</summary>
public sealed record Field(string Name, string Value, FieldForm Form = FieldForm.Plain, bool Huffman = false);

/// <summary>An encoder that uses all that HPACK offers, unlike the client's own.</summary>
internal sealed class TestHpackEncoder
{
    private readonly List<(string Name, string Value)> _table = [];
    private int _capacity = 4096;

    public static byte[] Encode(params (string Name, string Value)[] fields) =>
        new TestHpackEncoder().Encode([.. fields.Select(field => new Field(field.Name, field.Value))]);

    public byte[] Encode(IReadOnlyList<Field> fields, int? resize = null)
    {
        var output = new List<byte>();
        if (resize is int capacity)
        {
            _capacity = capacity;
            Evict();
            Integer(output, capacity, 5, 0x20);
        }

        foreach (Field field in fields)
        {
            Encode(output, field);
        }

        return [.. output];
    }

    public static byte[] Huffman(byte[] text)
    {
        var output = new List<byte>();
        ulong window = 0;
        int bits = 0;
        foreach (byte symbol in text)
        {
            int length = HuffmanCode.Lengths[symbol];
            window = (window << length) | CodeOf(symbol);
            for (bits += length; bits >= 8; bits -= 8)
            {
                output.Add((byte)(window >> (bits - 8)));
            }
        }

        if (bits > 0)
        {
            output.Add((byte)((window << (8 - bits)) | (0xFFu >> bits)));
        }

        return [.. output];
    }

    private static ulong CodeOf(int symbol)
    {
        ulong code = 0;
        for (int length = 1; ; length++)
        {
            code <<= 1;
            for (int other = 0; other < HuffmanCode.Symbols; other++)
            {
                if (HuffmanCode.Lengths[other] == length)
                {
                    if (other == symbol)
                    {
                        return code;
                    }

                    code++;
                }
            }
        }
    }

    private void Encode(List<byte> output, Field field)
    {
        int whole = Find((name, value) => name == field.Name && value == field.Value);
        if (whole > 0 && field.Form == FieldForm.Indexed)
        {
            Integer(output, whole, 7, 0x80);
            return;
        }

        int named = Find((name, _) => name == field.Name);
        (int prefix, int pattern) = field.Form switch
        {
            FieldForm.Indexed => (6, 0x40),
            FieldForm.NeverIndexed => (4, 0x10),
            _ => (4, 0x00),
        };
        Integer(output, named, prefix, pattern);
        if (named == 0)
        {
            Text(output, field.Name, field.Huffman);
        }

        Text(output, field.Value, field.Huffman);
        if (field.Form == FieldForm.Indexed)
        {
            _table.Insert(0, (field.Name, field.Value));
            Evict();
        }
    }

    private int Find(Func<string, string, bool> matches)
    {
        for (int i = 1; i <= StaticTable.Count; i++)
        {
            if (matches(Encoding.ASCII.GetString(StaticTable.Name(i)), Encoding.ASCII.GetString(StaticTable.Value(i))))
            {
                return i;
            }
        }

        int found = _table.FindIndex(entry => matches(entry.Name, entry.Value));
        return found < 0 ? 0 : found + StaticTable.Count + 1;
    }

    private void Evict()
    {
        while (_table.Sum(entry => entry.Name.Length + entry.Value.Length + 32) > _capacity)
        {
            _table.RemoveAt(_table.Count - 1);
        }
    }

    private static void Text(List<byte> output, string text, bool huffman)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        bytes = huffman ? Huffman(bytes) : bytes;
        Integer(output, bytes.Length, 7, huffman ? 0x80 : 0);
        output.AddRange(bytes);
    }

    private static void Integer(List<byte> output, int value, int prefixBits, int pattern)
    {
        int mask = (1 << prefixBits) - 1;
        if (value < mask)
        {
            output.Add((byte)(pattern | value));
            return;
        }

        output.Add((byte)(pattern | mask));
        for (value -= mask; value >= 0x80; value >>= 7)
        {
            output.Add((byte)(value | 0x80));
        }

        output.Add((byte)value);
    }
}
