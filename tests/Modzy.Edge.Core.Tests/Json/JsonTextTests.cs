using System.Buffers;
using System.Globalization;
using CsCheck;
using Modzy.Edge.Core.Tests.Wire;
using Modzy.Edge.Json;

namespace Modzy.Edge.Core.Tests.Json;

/// <summary>What <see cref="JsonText"/> writes is what <see cref="System.Text.Json.Utf8JsonWriter"/> writes.</summary>
public sealed class JsonTextTests
{
    private static readonly Gen<string> _text = Gen.OneOf(
        Gen.Int[0, 0x2FF].Select(static code => char.ConvertFromUtf32(code)).Array[0, 40].Select(string.Concat),
        Gen.Char[' ', '~'].Array[0, 2000].Select(static characters => new string(characters)),
        SubmissionGenerators.CodePoint.Array[0, 20].Select(string.Concat));

    [Fact]
    public void Texts() => _text.Null().Sample(static text => Assert.Equal(
        EdgeJson.ToText(text, static (writer, value) => writer.WriteStringValue(value)),
        Write((ref JsonText json) => json.Write(text))));

    [Fact]
    public void Numbers() => Gen.Long.Sample(static number => Assert.Equal(
        number.ToString(CultureInfo.InvariantCulture), Write((ref JsonText json) => json.Write(number))));

    [Fact]
    public void Many_pieces_in_a_buffer_that_gives_little_at_a_time() =>
        Assert.Equal($"[{string.Join(',', Enumerable.Range(0, 300).Select(static i => $"\"{i}\",{i}"))}]", Write((ref JsonText json) =>
        {
            for (int i = 0; i < 300; i++)
            {
                json.Write(i == 0 ? "["u8 : ","u8);
                json.Write($"{i}");
                json.Write(","u8);
                json.Write(i);
            }

            json.Write("]"u8);
        }));

    private delegate void Body(ref JsonText json);

    private static string Write(Body body)
    {
        var output = new ExactWriter();
        var json = new JsonText(output);
        body(ref json);
        json.Finish();
        return System.Text.Encoding.UTF8.GetString(output.Written.WrittenSpan);
    }

    /// <summary>Gives as much as it is asked for, and no more.</summary>
    private sealed class ExactWriter : IBufferWriter<byte>
    {
        public ArrayBufferWriter<byte> Written { get; } = new();

        public void Advance(int count) => Written.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => Written.GetMemory(sizeHint)[..Math.Max(sizeHint, 1)];

        public Span<byte> GetSpan(int sizeHint = 0) => Written.GetSpan(sizeHint)[..Math.Max(sizeHint, 1)];
    }
}
