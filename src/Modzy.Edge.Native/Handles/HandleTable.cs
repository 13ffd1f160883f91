namespace Modzy.Edge.Native.Handles;

/// <summary>
/// What the opaque pointers of the C interface stand for. A handle is a number: where the object is in the table, and
/// which of the objects that were ever there it is.
/// </summary>
/// <remarks>
/// The upper 16 bits mark a number as a handle. No address of a user's process has them set on the 64-bit architectures of
/// Linux, so that a real pointer is never taken for a handle.
/// </remarks>
internal sealed class HandleTable
{
    /// <summary>A handle that the table never gives out: generations begin at 1.</summary>
    public static nint Reserved => unchecked((nint)(Mark << MarkShift));

    private const ulong Mark = 0x4D5A;
    private const int MarkShift = 48;
    private const int GenerationShift = 20;
    private const ulong GenerationMask = (1UL << (MarkShift - GenerationShift)) - 1;
    private const int FirstSlots = 16;
    private const int SlotLimit = 1 << GenerationShift;

    private readonly Lock _gate = new();

    /// <summary>With room for all that there are: nothing may stay in the table for want of memory.</summary>
    private readonly Stack<int> _free = new(FirstSlots);
    private volatile Entry?[] _slots = new Entry?[FirstSlots];
    private ulong _generation;
    private int _used;

    /// <exception cref="EdgeException">There are a million handles already.</exception>
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

    /// <summary>The object behind a handle; null if it is none, none any more, or of another type.</summary>
    public T? Find<T>(nint handle)
        where T : class
    {
        Entry?[] slots = _slots;
        int slot = Slot(handle);
        Entry? entry = slot < slots.Length ? Volatile.Read(ref slots[slot]) : null;
        return entry is not null && entry.Handle == handle ? entry.Target as T : null;
    }

    /// <summary>Takes an object out of the table; null if it is not there. Of several callers one gets it.</summary>
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

    /// <summary>How many objects of a type there are.</summary>
    public int Count<T>()
        where T : class => _slots.Count(static entry => entry?.Target is T);

    private static int Slot(nint handle) => (int)((ulong)handle & (SlotLimit - 1));

    private int NewSlot()
    {
        if (_used == SlotLimit)
        {
            throw new EdgeException(EdgeStatus.OutOfMemory, "There are too many handles.");
        }

        if (_used == _slots.Length)
        {
            // Readers keep the array that they have; entries never change, so both say the same of what they hold.
            var larger = new Entry?[_slots.Length * 2];
            _slots.CopyTo(larger, 0);
            _free.EnsureCapacity(larger.Length);
            _slots = larger;
        }

        return _used++;
    }

    private sealed record Entry(nint Handle, object Target);
}
