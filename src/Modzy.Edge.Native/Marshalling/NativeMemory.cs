using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>A growing buffer in native memory, whose ownership moves to the caller without a copy.</summary>
/// <param name="deadline">After it, the buffer no longer grows beyond a small size.</param>
internal sealed unsafe class NativeBuffer(Deadline deadline) : MemoryManager<byte>, IBufferWriter<byte>
{
    private const int InitialCapacity = 1024;

    /// <summary>Limits doubling: the unused half of a large buffer would be memory that the host may need.</summary>
    private const int LargestGrowth = 32 * 1024 * 1024;

    private byte* _data;
    private int _capacity;
    private int _length;

    public int Length => _length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return CreateMemory(_length, _capacity - _length);
    }

    public Span<byte> GetSpan(int sizeHint)
    {
        Reserve(sizeHint);
        return new Span<byte>(_data + _length, _capacity - _length);
    }

    public override Span<byte> GetSpan() => new(_data, _capacity);

    /// <summary>Releases the content with a terminating NUL. The caller frees it with
    /// <c>edge_string_free</c>.</summary>
    public byte* DetachString()
    {
        GetSpan(1)[0] = 0;
        byte* data = _data;
        if (_capacity - _length > MemoryHeadroom.Large)
        {
            data = CallerMemory.Allocate(_data, (nuint)_length + 1);
        }

        _data = null;
        _capacity = _length = 0;
        return data;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_data + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_data);
        _data = null;
        _capacity = _length = 0;
    }

    private void Reserve(int sizeHint)
    {
        long needed = (long)_length + Math.Max(sizeHint, 1);
        if (needed <= _capacity)
        {
            return;
        }

        long capacity = Math.Max(Math.Max(
            InitialCapacity, needed), Math.Min((long)_capacity + Math.Min(_capacity, LargestGrowth), int.MaxValue));
        if (capacity > int.MaxValue)
        {
            throw new EdgeException(EdgeStatus.OutOfMemory, "The answer is larger than 2 GiB as JSON.");
        }

        if (capacity >= MemoryHeadroom.Large)
        {
            MemoryHeadroom.Take(capacity - _capacity, "The JSON of the response");
            if (deadline.IsPast)
            {
                throw new EdgeException(
                    EdgeStatus.DeadlineExceeded,
                    $"The response came in time, but the deadline passed after {_length} bytes of it were written as JSON; set a longer deadline, or ask for less.");
            }
        }

        _data = CallerMemory.Allocate(_data, (nuint)capacity);
        _capacity = (int)capacity;
    }
}

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
