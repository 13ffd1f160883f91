using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>Finds the one message of a unary answer in its DATA frames, in which it may be cut anywhere.</summary>
internal sealed class ReplyFraming
{
    private readonly byte[] _prefix = new byte[MessagePrefix.Length];
    private int _prefixed;
    private int _remaining;
    private long _limit;

    public ReplyBuffer Reply { get; } = new();

    /// <summary>Whether anything of the message has come.</summary>
    public bool HasBegun => _prefixed > 0;

    /// <summary>How many of the bytes that come next belong to the message, as far as is known; 0 if it is complete.</summary>
    public int Missing => _prefixed < MessagePrefix.Length ? MessagePrefix.Length - _prefixed : _remaining;

    private bool IsCompressed => _prefix[0] == 1;

    /// <param name="limit">The largest message to accept.</param>
    /// <param name="deadline">Until when the message is of use.</param>
    public void Begin(long? limit, Deadline deadline)
    {
        Reply.Clear(deadline);
        _prefixed = 0;
        _remaining = 0;
        _limit = limit ?? long.MaxValue;
    }

    /// <summary>Takes a part of the answer. What is wrong with it, or null.</summary>
    public ResponseException? Take(ReadOnlySpan<byte> data)
    {
        if (_prefixed < MessagePrefix.Length)
        {
            int count = Math.Min(MessagePrefix.Length - _prefixed, data.Length);
            data[..count].CopyTo(_prefix.AsSpan(_prefixed));
            _prefixed += count;
            data = data[count..];
            if (_prefixed == MessagePrefix.Length && OnPrefix() is ResponseException failure)
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
            Reply.Append(data, _remaining);
            return null;
        }
        catch (OutOfMemoryException e)
        {
            // The call's failure, not that of the connection, which may be used by others.
            Reply.Clear();
            return ResponseException.NoMemory(e);
        }
    }

    /// <summary>There is no more. What is wrong with that, or null.</summary>
    /// <param name="encoding">How the message is compressed, if it is.</param>
    /// <param name="deadline">Until when the message is of use.</param>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public ResponseException? End(ReadOnlySpan<byte> encoding, Deadline deadline) =>
        Check() ?? (IsCompressed ? Compression.Undo(Reply, encoding, _limit, deadline) : null);

    private ResponseException? Check() => _prefixed switch
    {
        0 => ResponseException.Malformed("the response holds no message"),
        < MessagePrefix.Length => Cut(),
        _ => _remaining == 0 ? null : Cut(),
    };

    private ResponseException? OnPrefix()
    {
        if (_prefix[0] > 1)
        {
            return ResponseException.Malformed("the response holds no message");
        }

        uint length = MessagePrefix.ReadLength(_prefix);
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
