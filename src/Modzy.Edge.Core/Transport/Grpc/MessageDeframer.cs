using System.Buffers.Binary;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>Extracts the length-prefixed message of a unary response from DATA frames of any boundaries.</summary>
internal sealed class MessageDeframer
{
    private readonly byte[] _prefix = new byte[LengthPrefix.Length];
    private int _prefixed;
    private int _remaining;
    private long _limit;

    public ResponseBuffer Buffer { get; } = new();

    /// <summary>Whether anything of the message was received.</summary>
    public bool HasBegun => _prefixed > 0;

    /// <summary>How many of the next bytes are known to belong to the message; 0 if it is complete.</summary>
    public int Missing => _prefixed < LengthPrefix.Length ? LengthPrefix.Length - _prefixed : _remaining;

    private bool IsCompressed => _prefix[0] == 1;

    /// <param name="limit">The largest message to accept, in bytes.</param>
    /// <param name="deadline">The call's deadline.</param>
    public void Begin(long? limit, Deadline deadline)
    {
        Buffer.Clear(deadline);
        _prefixed = 0;
        _remaining = 0;
        _limit = limit ?? long.MaxValue;
    }

    /// <summary>Processes a part of the response. Returns why it is malformed, or null.</summary>
    public ResponseException? Take(ReadOnlySpan<byte> data)
    {
        if (_prefixed < LengthPrefix.Length)
        {
            int count = Math.Min(LengthPrefix.Length - _prefixed, data.Length);
            data[..count].CopyTo(_prefix.AsSpan(_prefixed));
            _prefixed += count;
            data = data[count..];
            if (_prefixed == LengthPrefix.Length && OnPrefix() is ResponseException failure)
            {
                return failure;
            }
        }

        if (data.Length > _remaining)
        {
            return ResponseException.Malformed("the response holds more than one message");
        }

        _remaining -= data.Length;
        try
        {
            Buffer.Append(data, _remaining);
            return null;
        }
        catch (OutOfMemoryException e)
        {
            // Fails the call, not the connection, which other calls may use.
            Buffer.Clear();
            return ResponseException.NoMemory(e);
        }
    }

    /// <summary>Ends the response. Returns why it is malformed, or null.</summary>
    /// <param name="encoding">The value of grpc-encoding.</param>
    /// <param name="deadline">The call's deadline.</param>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public ResponseException? End(ReadOnlySpan<byte> encoding, Deadline deadline) =>
        Check() ?? (IsCompressed ? Decompressor.Decompress(Buffer, encoding, _limit, deadline) : null);

    private ResponseException? Check() => _prefixed switch
    {
        0 => ResponseException.Malformed("the response holds no message"),
        < LengthPrefix.Length => Cut(),
        _ => _remaining == 0 ? null : Cut(),
    };

    private ResponseException? OnPrefix()
    {
        if (_prefix[0] > 1)
        {
            return ResponseException.Malformed($"the compressed flag of the response is {_prefix[0]}, and not 0 or 1");
        }

        uint length = LengthPrefix.ReadLength(_prefix);
        if (length > _limit || length > Array.MaxLength)
        {
            return ResponseException.TooLarge(length, Math.Min(_limit, Array.MaxLength));
        }

        if (MemoryHeadroom.Shortage(length, "The response") is MemoryShortageException shortage)
        {
            return ResponseException.NoMemory(shortage);
        }

        _remaining = (int)length;
        return null;
    }

    private static ResponseException Cut() => ResponseException.Malformed("the response ends in the middle of its message");
}

/// <summary>The prefix of a gRPC message: the compressed flag and the length.</summary>
internal static class LengthPrefix
{
    public const int Length = 5;

    /// <summary>Writes the prefix of a message that is not compressed.</summary>
    public static void Write(Span<byte> prefix, int messageLength)
    {
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], messageLength);
    }

    public static uint ReadLength(ReadOnlySpan<byte> prefix) => BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
}
