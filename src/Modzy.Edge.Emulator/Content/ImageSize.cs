using System.Buffers.Binary;

namespace Modzy.Edge.Emulator.Content;

/// <summary>Width and height of an image in pixels, read from the header of its file.</summary>
internal readonly record struct ImageSize(int Width, int Height)
{
    private const byte JpegStartOfScan = 0xDA;
    private const byte JpegEndOfImage = 0xD9;

    public static ImageSize? Read(ReadOnlySpan<byte> head, string mediaType) => mediaType switch
    {
        MediaTypes.Png => ReadPng(head),
        MediaTypes.Jpeg => ReadJpeg(head),
        _ => null,
    };

    // The signature, then the chunk IHDR: length (4), type (4), width (4), height (4).
    private static ImageSize? ReadPng(ReadOnlySpan<byte> head) =>
        head.Length >= 24 && head[12..16].SequenceEqual("IHDR"u8)
            ? new ImageSize(
                BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]))
            : null;

    // Segments: FF, marker, length (2, includes itself). In a frame, precision (1), height (2) and width (2) follow.
    private static ImageSize? ReadJpeg(ReadOnlySpan<byte> head)
    {
        var rest = head[2..];
        while (rest.Length >= 4 && rest[0] == 0xFF)
        {
            var marker = rest[1];
            if (marker == 0xFF)
            {
                rest = rest[1..]; // Any number of fill bytes FF may precede a marker.
                continue;
            }

            if (marker is JpegStartOfScan or JpegEndOfImage)
            {
                break;
            }

            if (StandsAlone(marker))
            {
                rest = rest[2..];
                continue;
            }

            if (BeginsFrame(marker) && rest.Length >= 9)
            {
                return new ImageSize(
                    BinaryPrimitives.ReadUInt16BigEndian(rest[7..]), BinaryPrimitives.ReadUInt16BigEndian(rest[5..]));
            }

            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            rest = length <= rest.Length ? rest[length..] : [];
        }

        return null;
    }

    private static bool StandsAlone(byte marker) => marker is 0x01 or >= 0xD0 and <= 0xD8;

    // SOF0 to SOF15; three values in between mean Huffman tables, an extension and arithmetic conditioning.
    private static bool BeginsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
