namespace Modzy.Edge.Payloads;

/// <summary>Fields of text, in the order in which they are written. proto3: an empty text is not sent.</summary>
internal sealed class TextFields(params (int Number, byte[] Text)[] fields)
{
    public long Size
    {
        get
        {
            long size = 0;
            foreach ((_, byte[] text) in fields)
            {
                size += text.Length == 0 ? 0 : ProtoSize.LengthDelimited(text.Length);
            }

            return size;
        }
    }

    public void WriteTo(ref ProtoWriter writer)
    {
        foreach ((int number, byte[] text) in fields)
        {
            if (text.Length > 0)
            {
                writer.WriteBytes(number, text);
            }
        }
    }
}
