using System.Buffers;
using System.Globalization;

namespace Modzy.Edge.Wire;

/// <summary>
/// A message that knows its exact size and writes itself in one pass. The transport decides where the bytes go: into a
/// buffer, or straight into DATA frames.
/// </summary>
internal interface IWireMessage
{
    /// <summary>In bytes; checked against <see cref="MessageLimit"/>.</summary>
    int Size { get; }

    /// <summary>The texts in it that no error may show.</summary>
    IReadOnlyList<string> Secrets => [];

    /// <summary>The identifier of the job that it is about; null if it creates one.</summary>
    string? Subject => null;

    /// <summary>Writes exactly <see cref="Size"/> bytes, in spans of whatever length the writer offers.</summary>
    void WriteTo(IBufferWriter<byte> output);
}

/// <summary>An empty message.</summary>
/// <param name="job">The job that the call is about; null for none.</param>
internal sealed class EmptyMessage(string? job = null) : IWireMessage
{
    public int Size => 0;

    public string? Subject => job;

    public void WriteTo(IBufferWriter<byte> output)
    {
    }
}

/// <summary>What was made of a received message.</summary>
internal interface IReceivedMessage
{
    /// <summary>The size of the message, in bytes.</summary>
    int WireBytes { get; }
}

/// <summary>A serialized copy of a message.</summary>
internal sealed class EncodedMessage : IWireMessage
{
    private readonly ArrayBufferWriter<byte> _bytes;

    public EncodedMessage(IWireMessage message)
    {
        _bytes = new ArrayBufferWriter<byte>(Math.Max(message.Size, 1));
        message.WriteTo(_bytes);
        Secrets = message.Secrets;
        Subject = message.Subject;
    }

    public int Size => _bytes.WrittenCount;

    public IReadOnlyList<string> Secrets { get; }

    public string? Subject { get; }

    public void WriteTo(IBufferWriter<byte> output) => output.Write(_bytes.WrittenSpan);
}

/// <summary>The largest message.</summary>
internal static class MessageLimit
{
    /// <summary>
    /// gRPC for .NET puts a message and its 5 bytes of framing into one array; no array is longer than
    /// <see cref="Array.MaxLength"/>.
    /// </summary>
    public static int Bytes => Array.MaxLength - 5;

    /// <summary>Checks the size of a message.</summary>
    /// <exception cref="EdgeException">It is larger than one message can be.</exception>
    public static int Check(long messageBytes, long inputBytes, string parameter = "sources") =>
        messageBytes <= Bytes ? (int)messageBytes : throw Exceeded(parameter, "hold", (UInt128)inputBytes, (UInt128)messageBytes);

    /// <summary>Makes the exception for a single input that is too large for any message.</summary>
    /// <param name="parameter">Where its size is given.</param>
    /// <param name="inputBytes">Its size.</param>
    public static EdgeException InputTooLarge(string parameter, ulong inputBytes) =>
        Exceeded(parameter, "is", inputBytes, ((UInt128)inputBytes + 2) / 3 * 4);

    private static EdgeException Exceeded(string parameter, string verb, UInt128 inputBytes, UInt128 messageBytes) =>
        EdgeException.InvalidArgument(parameter, string.Create(
            CultureInfo.InvariantCulture,
            $"{verb} {inputBytes:N0} bytes, which make a message of {messageBytes:N0} bytes; one gRPC message can be "
            + $"{Bytes:N0} bytes at most. Divide the input items among several jobs, or send the data in chunks: "
            + $"open a job without input, append to it, close it."));
}
