using Modzy.Edge.Headroom;

namespace Modzy.Edge.Core.Tests.Client;

public sealed class MemoryHeadroomTests
{
    private const long Petabyte = 1L << 50;

    [Fact]
    public void What_is_not_large_is_not_asked_for()
    {
        MemoryHeadroom.Take(MemoryHeadroom.Large - 1, "A thing");

        Assert.Null(MemoryHeadroom.Shortage(MemoryHeadroom.Large - 1, "A thing"));
    }

    [Fact]
    public void What_there_is_may_be_taken()
    {
        MemoryHeadroom.Take(MemoryHeadroom.Large, "A thing");

        Assert.Null(MemoryHeadroom.Shortage(MemoryHeadroom.Large, "A thing"));
    }

    [Fact]
    public void A_shortage_names_what_is_needed_and_the_limit_and_the_remedy()
    {
        var shortage = Assert.Throws<MemoryShortageException>(static () => MemoryHeadroom.Take(Petabyte, "The thing"));

        Assert.StartsWith("The thing needs 1125899906842624 bytes of memory, and this process can take ", shortage.Message, StringComparison.Ordinal);
        Assert.Matches(@" more: .+ is \d+\. \S.+, or ask for less at a time$", shortage.Message);
        Assert.NotNull(MemoryHeadroom.Shortage(Petabyte, "The thing"));
    }

    [Fact]
    public void A_limit_leaves_less_than_it_is()
    {
        MemoryLimit limit = MemoryLimit.Tightest();

        Assert.InRange(limit.Available, 1, limit.Bytes);
    }

    [Fact]
    public void Numbers_are_found_behind_their_names()
    {
        ReadOnlySpan<byte> text = "cache 5\ninactive_file 4096\ntotal_inactive_file 8192\nMemTotal:   77 kB\n"u8;

        Assert.Equal(4096, LinuxFile.Find(text, "inactive_file"u8));
        Assert.Equal(8192, LinuxFile.Find(text, "total_inactive_file"u8));
        Assert.Equal(77, LinuxFile.Find(text, "MemTotal:"u8));
        Assert.Null(LinuxFile.Find(text, "MemAvailable:"u8));
        Assert.Null(LinuxFile.Number("max\n"u8));
    }

    [Fact]
    public void A_file_that_is_not_there_is_empty()
    {
        byte[] buffer = new byte[LinuxFile.Longest];

        Assert.True(LinuxFile.Read("/no/such/file\0"u8, buffer).IsEmpty);
    }
}
