using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary>One field of the <c>google.protobuf.Struct</c> of an input item.</summary>
/// <param name="key">The key of the data input, in UTF-8.</param>
/// <param name="content">What is written as its value, in the way of the <see cref="JobInputType"/>.</param>
internal readonly struct SourceInput(byte[] key, ReadOnlySequence<byte> content)
{
    public byte[] Key => key;

    public ReadOnlySequence<byte> Content => content;
}
