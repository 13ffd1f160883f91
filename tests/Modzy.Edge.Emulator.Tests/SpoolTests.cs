using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Tests;

public sealed class SpoolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(100)]
    public void Appended_bytes_are_read_at_any_offset(int length)
    {
        using var spool = new Spool(threshold: 10);
        var bytes = Enumerable.Range(0, length).Select(each => (byte)each).ToArray();
        foreach (var chunk in bytes.Chunk(3))
        {
            spool.Append(chunk);
        }

        Assert.Equal(length > 10, spool.IsInFile);
        Assert.Equal(length, spool.Length);
        for (var offset = 0; offset <= length + 1; offset++)
        {
            var buffer = new byte[7];
            var expected = bytes.Skip(offset).Take(7).ToArray();

            Assert.Equal(expected.Length, spool.Read(offset, buffer));
            Assert.Equal(expected, buffer[..expected.Length]);
        }
    }
}
