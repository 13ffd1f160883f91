using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>Strings that the caller owns: NUL-terminated UTF-8, allocated with malloc.</summary>
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

    /// <summary>Serialises a value directly into the memory that the caller gets.</summary>
    public static byte* From<T>(T value, Action<T, IBufferWriter<byte>> write) =>
        From(value, write, Deadline.Never, out _);

    /// <inheritdoc cref="From{T}(T, Action{T, IBufferWriter{byte}})"/>
    /// <param name="deadline">The deadline for serialising a large result.</param>
    /// <param name="length">Receives the length of the string.</param>
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

    /// <summary>Gives a string to the caller, who frees it with <c>edge_string_free</c>.</summary>
    public static void Give(byte* text, byte** to)
    {
        *to = text;
        CallerMemory.Count(strings: 1, bytes: 0);
    }

    /// <summary>The address of a literal that ends in <c>\0</c>, valid as long as the library is loaded.</summary>
    public static byte* Literal(ReadOnlySpan<byte> terminated) =>
        (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(terminated));

    public static void Free(byte* text) => NativeMemory.Free(text);
}
