using System.Buffers;
using System.Security.Cryptography;

namespace Modzy.Edge.Emulator.Content;

/// <summary>Properties of any content, computed in one pass.</summary>
internal sealed record Inspection(long Size, string Sha256, string MediaType, double Entropy, ImageSize? Image)
{
    // The media type and the image size are read from the first block: it holds the metadata that cameras write.
    private const int BlockSize = 1 << 20;

    public static Inspection Of(Payload payload, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var counts = new long[256];
        var mediaType = MediaTypes.Empty;
        ImageSize? image = null;
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            long size = 0;
            while (payload.Read(size, block.AsSpan(0, BlockSize)) is var read and > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                var bytes = block.AsSpan(0, read);
                if (size == 0)
                {
                    mediaType = MediaTypes.Of(bytes, whole: read == payload.Length);
                    image = ImageSize.Read(bytes, mediaType);
                }

                hash.AppendData(bytes);
                Count(bytes, counts);
                size += read;
            }

            return new Inspection(
                size, Convert.ToHexStringLower(hash.GetHashAndReset()), mediaType, EntropyOf(counts, size), image);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static void Count(ReadOnlySpan<byte> bytes, Span<long> counts)
    {
        foreach (var each in bytes)
        {
            counts[each]++;
        }
    }

    /// <summary>Shannon entropy in bits per byte: 0 for equal bytes, 8 for equally frequent ones.</summary>
    private static double EntropyOf(ReadOnlySpan<long> counts, long size)
    {
        var entropy = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
            {
                var share = (double)count / size;
                entropy -= share * Math.Log2(share);
            }
        }

        return Math.Abs(Math.Round(entropy, 6)); // A single value gives -0.
    }
}
