namespace Modzy.Edge.Native.Handles;

/// <summary>
/// Maps the opaque pointers of the C interface to objects. A handle is an opaque integer stored in a pointer type: the
/// index of a slot in the table, and a generation that tells apart the objects that used the slot.
/// </summary>
/// <remarks>
/// The upper 16 bits are a tag. No user-space address has them set on the 64-bit architectures of Linux, so that a real
/// pointer is never mistaken for a handle.
/// </remarks>
internal sealed class HandleTable
{
    /// <summary>A handle that the table never issues: generations begin at 1.</summary>
    public static nint Reserved => unchecked((nint)(Mark << MarkShift));

    private const ulong Mark = 0x4D5A;
    private const int MarkShift = 48;
    private const int GenerationShift = 20;
    private const ulong GenerationMask = (1UL << (MarkShift - GenerationShift)) - 1;
    private const int FirstSlots = 16;
    private const int SlotLimit = 1 << GenerationShift;

    private readonly Lock _gate = new();

    /// <summary>Has capacity for every slot, so that Remove never allocates and cannot fail.</summary>
    private readonly Stack<int> _free = new(FirstSlots);
    private volatile Entry?[] _slots = new Entry?[FirstSlots];
    private ulong _generation;
    private int _used;

    /// <exception cref="EdgeException">All 2^20 slots are in use.</exception>
    public nint Add(object target)
    {
        lock (_gate)
        {
            int slot = _free.Count > 0 ? _free.Pop() : NewSlot();
            _generation = (_generation % GenerationMask) + 1;
            nint handle = (nint)((Mark << MarkShift) | (_generation << GenerationShift) | (uint)slot);
            Volatile.Write(ref _slots[slot], new Entry(handle, target));
            return handle;
        }
    }

    /// <summary>The object of a handle; null if the handle is not valid, was removed, or is of another type.</summary>
    public T? Find<T>(nint handle)
        where T : class
    {
        Entry?[] slots = _slots;
        int slot = Slot(handle);
        Entry? entry = slot < slots.Length ? Volatile.Read(ref slots[slot]) : null;
        return entry is not null && entry.Handle == handle ? entry.Target as T : null;
    }

    /// <summary>Removes an object and returns it; null if the handle is not valid. Of concurrent callers, exactly one
    /// gets the object.</summary>
    public T? Remove<T>(nint handle)
        where T : class
    {
        lock (_gate)
        {
            if (Find<T>(handle) is not T target)
            {
                return null;
            }

            int slot = Slot(handle);
            Volatile.Write(ref _slots[slot], null);
            _free.Push(slot);
            return target;
        }
    }

    /// <summary>The number of objects of a type.</summary>
    public int Count<T>()
        where T : class => _slots.Count(static entry => entry?.Target is T);

    private static int Slot(nint handle) => (int)((ulong)handle & (SlotLimit - 1));

    private int NewSlot()
    {
        if (_used == SlotLimit)
        {
            throw new EdgeException(EdgeStatus.OutOfMemory, "The library has 1048576 open handles, which is its limit; destroy those that are no longer used.");
        }

        if (_used == _slots.Length)
        {
            // Readers may still use the old array. Entries are immutable, so both arrays agree on them.
            var larger = new Entry?[_slots.Length * 2];
            _slots.CopyTo(larger, 0);
            _free.EnsureCapacity(larger.Length);
            _slots = larger;
        }

        return _used++;
    }

    private sealed record Entry(nint Handle, object Target);
}
