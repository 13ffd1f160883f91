using System.Globalization;

namespace Modzy.Edge.Payloads;

/// <summary>How large a message can be.</summary>
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
