using System.Buffers;

namespace Modzy.Edge.Json;

/// <summary>A result that can write itself as JSON.</summary>
internal interface IJsonWritable
{
    void WriteJson(IBufferWriter<byte> output);
}
