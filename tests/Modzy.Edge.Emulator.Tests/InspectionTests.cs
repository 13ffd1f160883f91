using System.Security.Cryptography;
using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Tests;

public sealed class InspectionTests
{
    [Fact]
    public void An_empty_content_has_the_digest_of_an_empty_string()
    {
        const string Digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

        Assert.Equal(new Inspection(0, Digest, "application/x-empty", 0, null), Inspect([]));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(16, 4)]
    [InlineData(256, 8)]
    public void Entropy_is_the_number_of_bits_that_equally_frequent_values_need(int values, double entropy) =>
        Assert.Equal(entropy, Inspect([.. Enumerable.Range(0, 1024).Select(each => (byte)(each % values))]).Entropy);

    [Fact]
    public void Content_of_several_blocks_is_inspected_as_a_whole()
    {
        var bytes = RandomNumberGenerator.GetBytes((3 << 20) + 17);

        var found = Inspect(bytes);

        Assert.Equal(bytes.Length, found.Size);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), found.Sha256);
        Assert.InRange(found.Entropy, 7.99, 8);
    }

    [Fact]
    public void Images_have_a_width_and_a_height()
    {
        Assert.Equal(new ImageSize(640, 480), Inspect(Samples.Png(640, 480)).Image);
        Assert.Equal(new ImageSize(4032, 3024), Inspect(Samples.Jpeg(4032, 3024)).Image);
    }

    [Fact]
    public void A_truncated_image_has_no_size()
    {
        foreach (var whole in new[] { Samples.Png(640, 480)[..24], Samples.Jpeg(640, 480)[..38] })
        {
            for (var length = 8; length < whole.Length; length++)
            {
                Assert.Null(Inspect(whole[..length]).Image);
            }
        }
    }

    private static Inspection Inspect(byte[] bytes) =>
        Inspection.Of(new MemoryPayload(bytes), TestContext.Current.CancellationToken);
}
