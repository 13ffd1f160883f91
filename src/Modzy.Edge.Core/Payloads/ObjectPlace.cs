using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary>Where an object lies in a store: a nested Struct of two strings.</summary>
internal static class ObjectPlace
{
    public static byte[] Encode(byte[] containerName, byte[] container, byte[] pathName, byte[] path)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtoWriter(output);
        WriteField(ref writer, containerName, container);
        WriteField(ref writer, pathName, path);
        writer.Finish();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteField(ref ProtoWriter writer, byte[] name, byte[] text)
    {
        writer.WriteEntry(WireFields.StructFields, name, ProtoSize.LengthDelimited(text.Length));
        writer.WriteBytes(WireFields.StringValue, text);
    }
}
