using CsCheck;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>Arbitrary submissions.</summary>
internal static class SubmissionGenerators
{
    /// <summary>
    /// Any code point that UTF-8 can express, U+0000 included, with many from each length of encoding.
    /// </summary>
    public static Gen<string> CodePoint { get; } = Gen.Frequency(
        (4, Gen.Int[0, 0x7F]),
        (2, Gen.Int[0x80, 0x7FF]),
        (2, Gen.OneOf(Gen.Int[0x800, 0xD7FF], Gen.Int[0xE000, 0xFFFF])),
        (2, Gen.Int[0x1_0000, 0x10_FFFF])).Select(char.ConvertFromUtf32);

    public static Gen<string> Key { get; } = Gen.Frequency(
        (1, Gen.Const("")),
        (8, CodePoint.Array[1, 40].Select(string.Concat)),
        (1, CodePoint.Array[100, 140].Select(string.Concat)));

    public static Gen<string> NonEmptyText { get; } = CodePoint.Array[1, 20].Select(string.Concat);

    public static Gen<byte[]> Data { get; } = Gen.Frequency(
        (6, Gen.Byte.Array[0, 150]), (1, Gen.Byte.Array[16_200 * 3 / 4, 16_500 * 3 / 4]));

    public static Gen<EdgeSource[]> Sources { get; } = Unique(
        Gen.Select(
            Key, Unique(Gen.Select(Key, Data, (key, data) => new EdgeInput(key, data)).Array[1, 4], input => input.Key))
            .Select((key, inputs) => new EdgeSource(key, inputs)).Array[1, 5],
        source => source.Key);

    private static Gen<T[]> Unique<T>(Gen<T[]> items, Func<T, string> key) =>
        items.Select(all => all.DistinctBy(key, StringComparer.Ordinal).ToArray());
}
