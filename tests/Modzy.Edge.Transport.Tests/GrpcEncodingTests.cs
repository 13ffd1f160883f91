using System.Text;
using CsCheck;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>The small formats.</summary>
public sealed class GrpcEncodingTests
{
    [Theory]
    [InlineData(0, "1u")]
    [InlineData(1, "1u")]
    [InlineData(10, "1u")]
    [InlineData(11, "2u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(999_999_991, "100000m")]
    [InlineData(TimeSpan.TicksPerDay, "86400000m")]
    [InlineData(100 * TimeSpan.TicksPerDay, "8640000S")]
    [InlineData(long.MaxValue, "99999999H")]
    public void A_timeout_has_8_digits_at_most(long ticks, string expected)
    {
        byte[] output = new byte[GrpcTimeout.MaxLength];
        Assert.Equal(expected, Encoding.ASCII.GetString(output, 0, GrpcTimeout.Format(new TimeSpan(ticks), output)));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a%20b%e2%82%AC", "a b€")]
    [InlineData("50%", "50%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%ff", "\uFFFD")]
    public void A_status_text_is_percent_decoded(string encoded, string text) =>
        Assert.Equal(text, PercentEncoding.Decode(Encoding.UTF8.GetBytes(encoded)));

    [Fact]
    public void Frame_headers_are_read_as_they_were_written() =>
        Gen.Select(
            Gen.Int[0, (1 << 24) - 1],
            Gen.Byte,
            Gen.Byte,
            Gen.Int[0, int.MaxValue]).Sample((length, type, flags, stream) =>
        {
            var header = new FrameHeader(length, (FrameType)type, (FrameFlags)flags, stream);
            byte[] bytes = new byte[FrameHeader.Size];
            header.Write(bytes);
            Assert.Equal(header, FrameHeader.Read(bytes));
        });

    [Fact]
    public void Frames_are_taken_as_they_were_written_however_they_are_cut() =>
        Gen.Select(Gen.Byte.Array[0, 16_384].Array[1, 12], Gen.Int[1, 40_000]).Sample((payloads, piece) =>
        {
            byte[] stream = [.. payloads.SelectMany(payload => Peers.Frames.Data(1, payload))];
            var buffer = new ReceiveBuffer();
            int taken = 0;
            for (int sent = 0; sent < stream.Length;)
            {
                Span<byte> free = buffer.Free;
                int count = Math.Min(Math.Min(free.Length, piece), stream.Length - sent);
                stream.AsSpan(sent, count).CopyTo(free);
                buffer.Received(count);
                sent += count;
                while (buffer.TryTake(out FrameHeader header, out ReadOnlySpan<byte> payload))
                {
                    Assert.Equal(payloads[taken].Length, header.Length);
                    Assert.True(payload.SequenceEqual(payloads[taken++]));
                }
            }

            Assert.Equal(payloads.Length, taken);
        }, iter: 200);

    [Fact]
    public void A_reply_is_assembled_from_any_pieces() => Gen.Int[1, 70_000].Array[0, 40].Sample(pieces =>
    {
        byte[] reply = RawMethods.Pattern(pieces.Sum());
        var buffer = new ResponseBuffer();
        int sent = 0;
        foreach (int piece in pieces)
        {
            buffer.Append(reply.AsSpan(sent, piece), reply.Length - sent - piece);
            sent += piece;
        }

        Assert.Equal(reply, new ResponseContext(buffer).PayloadAsNewBuffer());
        buffer.Clear();
        Assert.Equal(0, new ResponseContext(buffer).PayloadLength);
    }, iter: 100);

    [Theory]
    [InlineData("unix:/run/edge.sock", "/run/edge.sock")]
    [InlineData("unix:///run/edge.sock", "/run/edge.sock")]
    [InlineData("unix:edge.sock", "edge.sock")]
    [InlineData("unix-abstract:edge", "\0edge")]
    public void A_socket_has_a_path(string host, string path)
    {
        EdgeEndpoint endpoint = EdgeEndpoint.Parse(host, 0);
        Assert.Equal(path, endpoint.SocketPath);
        Assert.Equal("localhost", endpoint.Authority);
        Assert.Equal(host, endpoint.ToString());
    }

    [Theory]
    [InlineData("unix:")]
    [InlineData("unix-abstract:")]
    [InlineData("unix-abstract:a\0b")]
    [InlineData("unix:/a\0b")]
    [InlineData("unix:/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678")]
    public void A_path_that_cannot_be_is_refused(string host) =>
        Assert.Equal("host", Assert.Throws<EdgeException>(() => EdgeEndpoint.Parse(host, 0)).Parameter);
}
