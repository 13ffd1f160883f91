using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Modzy.Edge.Emulator.Content;

/// <summary>Detects the media type of content from its first bytes.</summary>
internal static class MediaTypes
{
    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";
    public const string Json = "application/json";
    public const string Text = "text/plain";
    public const string Empty = "application/x-empty";
    public const string Unknown = "application/octet-stream";

    private static readonly Magic[] Magics =
    [
        new([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], Png),
        new([0xFF, 0xD8, 0xFF], Jpeg),
        new("GIF87a"u8, "image/gif"),
        new("GIF89a"u8, "image/gif"),
        new("WEBP"u8, "image/webp", At: 8),
        new("WAVE"u8, "audio/wav", At: 8),
        new([.. "II*"u8, 0], "image/tiff"),
        new([.. "MM"u8, 0, 0x2A], "image/tiff"),
        new("ftyp"u8, "video/mp4", At: 4),
        new("OggS"u8, "audio/ogg"),
        new("fLaC"u8, "audio/flac"),
        new("%PDF-"u8, "application/pdf"),
        new([.. "PK"u8, 3, 4], "application/zip"),
        new([.. "PK"u8, 5, 6], "application/zip"),
        new([0x1F, 0x8B], "application/gzip"),
        new([.. "BZh"u8], "application/x-bzip2"),
        new([0xFD, .. "7zXZ"u8, 0], "application/x-xz"),
        new([0x28, 0xB5, 0x2F, 0xFD], "application/zstd"),
        new([0x7F, .. "ELF"u8], "application/x-elf"),
        new([0, .. "asm"u8], "application/wasm"),
        new([0x93, .. "NUMPY"u8], "application/x-npy"),
        new([0x89, .. "HDF\r\n"u8, 0x1A, 0x0A], "application/x-hdf5"),
        new([.. "SQLite format 3"u8, 0], "application/vnd.sqlite3"),
    ];

    // Bytes that text does not contain: control characters other than \a \b \t \n \v \f \r and escape.
    private static readonly SearchValues<byte> NotText = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 127]);

    /// <param name="head">The first bytes of the content.</param>
    /// <param name="whole">Whether they are the whole content.</param>
    public static string Of(ReadOnlySpan<byte> head, bool whole)
    {
        if (head.IsEmpty)
        {
            return Empty;
        }

        foreach (var magic in Magics)
        {
            if (magic.Matches(head))
            {
                return magic.MediaType;
            }
        }

        if (!IsText(whole ? head : WithoutIncompleteCharacter(head)))
        {
            return Unknown;
        }

        return whole && IsJsonDocument(head) ? Json : Text;
    }

    private static bool IsText(ReadOnlySpan<byte> bytes) => !bytes.ContainsAny(NotText) && Utf8.IsValid(bytes);

    /// <summary>An object or an array: a single number or word is valid JSON too, but is reported as text.</summary>
    private static bool IsJsonDocument(ReadOnlySpan<byte> bytes)
    {
        if (bytes.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Removes an incomplete UTF-8 sequence at the end.</summary>
    private static ReadOnlySpan<byte> WithoutIncompleteCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var each = bytes[^back];
            if ((each & 0xC0) != 0x80)
            {
                var length = each switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
                return length > back ? bytes[..^back] : bytes;
            }
        }

        return bytes;
    }

    private readonly struct Magic(ReadOnlySpan<byte> bytes, string mediaType, int At = 0)
    {
        private readonly byte[] _bytes = bytes.ToArray();

        public string MediaType => mediaType;

        public bool Matches(ReadOnlySpan<byte> head) => head.Length >= At && head[At..].StartsWith(_bytes);
    }
}
