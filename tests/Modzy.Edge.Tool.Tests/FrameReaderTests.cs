using System.Text;
using Modzy.Edge.Tool.Frames;

namespace Modzy.Edge.Tool.Tests;

public sealed class FrameReaderTests
{
    /// <summary>A segment with a whole JPEG inside, as a thumbnail; a scan with a stuffed byte and a restart
    /// marker.</summary>
    private static readonly byte[] Image =
    [
        0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9, 0xff, 0xda, 0, 3, 1, 7, 0xff, 0, 0xff, 0xd0, 0xff, 0xff, 0xd9,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Jpeg_images_are_divided_whatever_the_pieces_they_come_in(int piece) =>
        Assert.Equal([Image, Image], await ReadAsync([.. Image, .. Image], "jpeg", piece));

    [Theory]
    [InlineData("a\nbc\n", "a", "bc")]
    [InlineData("a\n\nbc", "a", "", "bc")]
    [InlineData("")]
    public async Task Lines_are_divided(string text, params string[] lines) =>
        Assert.Equal(lines, (await ReadAsync(Encoding.UTF8.GetBytes(text), "lines", 2)).Select(Encoding.UTF8.GetString));

    [Fact]
    public async Task Raw_frames_are_divided() => Assert.Equal([[1, 2], [3, 4]], await ReadAsync([1, 2, 3, 4], "2", 3));

    [Fact]
    public async Task A_frame_that_is_larger_than_the_buffer_is_read()
    {
        byte[] frame = new byte[1 << 18];
        Assert.Equal([frame], await ReadAsync(frame, "262144", 50_000));
    }

    [Theory]
    [InlineData("3", "standard input ends within a frame of 3 bytes, after 1 bytes of it.")]
    [InlineData("jpeg", "standard input is not a sequence of JPEG images")]
    [InlineData("0", "--frames takes jpeg, lines, or the size of a frame in bytes")]
    [InlineData("png", "--frames takes jpeg, lines, or the size of a frame in bytes")]
    public async Task What_cannot_be_divided_is_told(string kind, string problem) => Assert.StartsWith(
        problem, (await Assert.ThrowsAsync<ToolException>(
            () => ReadAsync([1, 2, 3, 4], kind, 4))).Message, StringComparison.Ordinal);

    private static async Task<List<byte[]>> ReadAsync(byte[] bytes, string kind, int piece)
    {
        using var stream = new PiecewiseStream(bytes, piece);
        var frames = new List<byte[]>();
        await foreach (byte[] frame in new FrameReader(stream).ReadAsync(kind, TestContext.Current.CancellationToken))
        {
            frames.Add(frame);
        }

        return frames;
    }

    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
