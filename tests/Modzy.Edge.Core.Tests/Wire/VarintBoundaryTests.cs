using Google.Protobuf;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>Where a length takes one byte more to write.</summary>
public sealed class VarintBoundaryTests
{
    [Theory]
    [InlineData(1 << 7, 8)]
    [InlineData(1 << 14, 8)]
    [InlineData(1 << 21, 2)]
    public void Each_length_in_the_message_crosses_the_boundary_correctly(int boundary, int keyLengths)
    {
        // The lengths of the messages around the text lie less than 60 bytes above its own.
        var first = Math.Max(0, (boundary - 60 - Generated.DataUriPrefix.Length) / 4 * 3);
        var last = (boundary + 4 - Generated.DataUriPrefix.Length) / 4 * 3;
        var data = new byte[last];
        var lengths = new List<int[]>();
        for (var size = first; size <= last; size += 3)
        {
            for (var keyLength = 1; keyLength <= keyLengths; keyLength++)
            {
                EdgeSource[] sources =
                    [new("s", new EdgeInput(new string('k', keyLength), data.AsMemory(0, size)))];
                var expected = Generated.Submission("m", "1.0.0", sources, explain: false);

                Assert.Equal(expected.ToByteArray(), Encoding.BytesOf(Encoding.Submission(sources)));
                var value = expected.Input.Sources["s"].Fields.Values.Single();
                lengths.Add(
                    [value.StringValue.Length, value.CalculateSize(), expected.Input.Sources["s"].CalculateSize(), expected.Input.CalculateSize()]);
            }
        }

        for (var level = 0; level < 4; level++)
        {
            Assert.Contains(lengths, each => each[level] < boundary);
            Assert.Contains(lengths, each => each[level] >= boundary);
        }
    }

    [Fact]
    public void Lengths_of_five_bytes_are_written()
    {
        // 268,435,456 characters and more; the zeros cost no memory until they are touched, and are only read.
        var data = new byte[((1 << 28) / 4 * 3) + 3];
        var message = Encoding.Submission([new EdgeSource("s", new EdgeInput("i", data))]);
        var output = new HeadWriter();

        message.WriteTo(output);

        Assert.Equal(message.Size, output.Length);
        var head = new CodedInputStream(output.Head);
        Assert.Equal((1u << 3) | 2, head.ReadTag());
        _ = head.ReadBytes();
        long end = message.Size;
        foreach (var (tag, key) in new[] { (0x12u, "embedded"), (0x12u, "s"), (0x12u, null), (0x0Au, "i"), (0x12u, null), (0x1Au, null) })
        {
            // What follows each length reaches to the end of the message: each is the last field of the one around it.
            Assert.Equal(tag, head.ReadTag());
            Assert.Equal(end, head.ReadLength() + head.Position);
            if (key is not null)
            {
                Assert.Equal(0x0Au, head.ReadTag());
                Assert.Equal(key, head.ReadString());
            }
        }
    }

    [Fact]
    public void The_size_of_a_varint_is_what_protobuf_says()
    {
        for (var bits = 0; bits < 64; bits++)
        {
            foreach (var value in new[] { (1UL << bits) - 1, 1UL << bits, (1UL << bits) + 1 })
            {
                Assert.Equal(CodedOutputStream.ComputeUInt64Size(value), ProtoSize.Varint(value));
            }
        }

        Assert.Equal(10, ProtoSize.Varint(ulong.MaxValue));
    }
}
