using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary>A message with bytes of its own, which can be written at any time and as often as need be.</summary>
internal sealed class EncodedMessage : IWireMessage
{
    private readonly ArrayBufferWriter<byte> _bytes;

    public EncodedMessage(IWireMessage message)
    {
        _bytes = new ArrayBufferWriter<byte>(Math.Max(message.Size, 1));
        message.WriteTo(_bytes);
    }

    public int Size => _bytes.WrittenCount;

    public void WriteTo(IBufferWriter<byte> output) => output.Write(_bytes.WrittenSpan);
}
