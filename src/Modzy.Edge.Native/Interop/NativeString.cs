using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Native.Interop;

/// <summary>Strings that the library hands out: UTF-8 with a NUL behind it, in memory of malloc.</summary>
internal static unsafe class NativeString
{
    public static byte* From(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        byte* memory = CallerMemory.Allocate(null, (nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(memory, length));
        memory[length] = 0;
        return memory;
    }

    /// <summary>What a result writes about itself, straight into the memory that the caller gets.</summary>
    public static byte* From<T>(T value, Action<T, IBufferWriter<byte>> write) => From(value, write, Deadline.Never, out _);

    /// <inheritdoc cref="From{T}(T, Action{T, IBufferWriter{byte}})"/>
    /// <param name="deadline">Until when a large result must be written.</param>
    /// <param name="length">Receives its length.</param>
    public static byte* From<T>(T value, Action<T, IBufferWriter<byte>> write, Deadline deadline, out int length)
    {
        var buffer = new NativeBuffer(deadline);
        using (buffer as IDisposable)
        {
            write(value, buffer);
            length = buffer.Length;
            return buffer.DetachString();
        }
    }

    /// <summary>Hands a string to the caller, who frees it with <c>edge_string_free</c>.</summary>
    public static void Give(byte* text, byte** to)
    {
        *to = text;
        CallerMemory.Count(strings: 1, bytes: 0);
    }

    /// <summary>A literal, which lives as long as the library. It must end in <c>\0</c>.</summary>
    public static byte* Literal(ReadOnlySpan<byte> terminated) =>
        (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(terminated));

    public static void Free(byte* text) => NativeMemory.Free(text);
}
