using System.Buffers;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>Buffers in pieces.</summary>
internal static class Pieces
{
    /// <summary>Cuts bytes into pieces of random lengths, some of which are empty.</summary>
    public static ReadOnlySequence<byte> Of(byte[] data, int seed, int longest)
    {
        var random = new Random(seed);
        Piece? first = null, last = null;
        for (var at = 0; at < data.Length || first is null;)
        {
            var length = Math.Min(random.Next(0, longest + 1), data.Length - at);
            last = new Piece(data.AsMemory(at, length), last);
            first ??= last;
            at += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }
}
