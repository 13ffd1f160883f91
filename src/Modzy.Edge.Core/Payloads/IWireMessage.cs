using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary>
/// A message that can tell its exact size and then write itself in one pass. What carries the call decides where
/// the bytes go: into one buffer, or straight onto the connection.
/// </summary>
internal interface IWireMessage
{
    /// <summary>The size in bytes. Known to fit an int: see <see cref="MessageLimit"/>.</summary>
    int Size { get; }

    /// <summary>Writes exactly <see cref="Size"/> bytes, in spans of whatever length the writer offers.</summary>
    void WriteTo(IBufferWriter<byte> output);
}
