using System.Buffers;
using CsCheck;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Core.Tests.Wire;

public sealed class Base64Tests
{
    [Fact]
    public void What_was_written_reads_back_as_the_same_bytes() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Int, Gen.Int[1, 90]).Sample(
            (data, seed, longest) =>
            {
                var text = Written(new ReadOnlySequence<byte>(data), new RandomSpanWriter(seed, longest));

                Assert.Equal(Convert.ToBase64String(data), text);
                Assert.Equal(data, Convert.FromBase64String(text));
            },
            iter: 5_000);

    [Fact]
    public void Every_remainder_meets_every_length_of_span()
    {
        var data = new byte[40];
        Random.Shared.NextBytes(data);
        for (var length = 0; length <= data.Length; length++)
        {
            for (var span = 1; span <= 17; span++)
            {
                Assert.Equal(
                    Convert.ToBase64String(data, 0, length), Written(
                        new ReadOnlySequence<byte>(data, 0, length), new RandomSpanWriter(span, span)));
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 8)]
    [InlineData(int.MaxValue, 2_863_311_532)]
    public void The_size_is_known_beforehand(long bytes, long characters) =>
        Assert.Equal(characters, ProtoSize.Base64(bytes));

    private static string Written(ReadOnlySequence<byte> data, RandomSpanWriter output)
    {
        var writer = new ProtoWriter(output);
        writer.WriteBase64(data);
        writer.Finish();
        return System.Text.Encoding.ASCII.GetString(output.Content);
    }
}
