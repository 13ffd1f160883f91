using Modzy.Edge.Headroom;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>Byte arrays that the caller owns, allocated with malloc.</summary>
internal static unsafe class NativeBytes
{
    /// <summary>Copies bytes for the caller. An empty result has a non-NULL pointer.</summary>
    public static void Give(ReadOnlySpan<byte> data, void** outData, nuint* outSize)
    {
        MemoryHeadroom.Take(data.Length, "The output");
        void* memory = CallerMemory.Allocate(null, (nuint)Math.Max(data.Length, 1));
        data.CopyTo(new Span<byte>(memory, data.Length));
        *outData = memory;
        *outSize = (nuint)data.Length;
        CallerMemory.Count(strings: 0, bytes: 1);
    }
}
