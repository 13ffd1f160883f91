using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Modzy.Edge.Native.Interop;

/// <summary>Strings that the library hands out: UTF-8 with a NUL behind it, in memory of malloc.</summary>
internal static unsafe class NativeString
{
    public static byte* From(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        byte* memory = (byte*)NativeMemory.Alloc((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(memory, length));
        memory[length] = 0;
        return memory;
    }

    /// <summary>What a result writes about itself, straight into the memory that the caller gets.</summary>
    public static byte* From<T>(T value, Action<T, IBufferWriter<byte>> write)
    {
        var buffer = new NativeBuffer();
        using (buffer as IDisposable)
        {
            write(value, buffer);
            return buffer.DetachString();
        }
    }

    /// <summary>A literal, which lives as long as the library. It must end in <c>\0</c>.</summary>
    public static byte* Literal(ReadOnlySpan<byte> terminated) =>
        (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(terminated));

    public static void Free(byte* text) => NativeMemory.Free(text);
}
