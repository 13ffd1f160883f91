namespace Modzy.Edge.Emulator.Tests;

/// <summary>Small image files.</summary>
internal static class Samples
{
    public static byte[] Png(int width, int height) =>
    [
        0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8,
        .. BigEndian(width, 4), .. BigEndian(height, 4), 8, 2, 0, 0, 0,
    ];

    /// <summary>A JPEG with a JFIF segment, a Huffman table (marker C4) and fill bytes before the frame.</summary>
    public static byte[] Jpeg(int width, int height) =>
    [
        0xFF, 0xD8,
        0xFF, 0xE0, 0, 16, .. "JFIF"u8, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        0xFF, 0xC4, 0, 5, 9, 9, 9,
        0xFF, 0xFF, 0xFF, 0xC2, 0, 11, 8, .. BigEndian(height, 2), .. BigEndian(width, 2), 1, 1, 0x11, 0,
        0xFF, 0xD9,
    ];

    private static byte[] BigEndian(int number, int bytes) =>
        [.. Enumerable.Range(1, bytes).Select(at => (byte)(number >> (8 * (bytes - at))))];
}
