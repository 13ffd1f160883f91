namespace Modzy.Edge.Transport.Direct.Hpack;

/// <summary>
/// The dynamic table of RFC 7541, section 2.3.2. The client announces a table of size 0, so it is hardly ever used;
/// it is made when a first entry arrives.
/// </summary>
internal sealed class DynamicTable
{
    /// <summary>What an entry counts beyond its bytes.</summary>
    public const int EntryOverhead = 32;

    /// <summary>The size of a table that nobody has set another size for, in bytes.</summary>
    public const int DefaultCapacity = 4096;

    private readonly List<(byte[] Name, byte[] Value)> _oldestFirst = [];
    private int _size;

    /// <summary>What the encoder may use at present.</summary>
    public int Capacity { get; private set; } = DefaultCapacity;

    public int Count => _oldestFirst.Count;

    /// <param name="index">0 for the newest.</param>
    public (byte[] Name, byte[] Value) this[int index] => _oldestFirst[^(index + 1)];

    public void Resize(int capacity)
    {
        Capacity = capacity;
        Evict(capacity);
    }

    /// <summary>Adds an entry. One that is larger than the table empties it, which is no error.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int size = name.Length + value.Length + EntryOverhead;
        if (size > Capacity)
        {
            Evict(0);
            return;
        }

        // The name may lie in an entry that is to go.
        (byte[] Name, byte[] Value) entry = (name.ToArray(), value.ToArray());
        Evict(Capacity - size);
        _oldestFirst.Add(entry);
        _size += size;
    }

    private void Evict(int room)
    {
        int count = 0;
        while (_size > room)
        {
            (byte[] name, byte[] value) = _oldestFirst[count++];
            _size -= name.Length + value.Length + EntryOverhead;
        }

        _oldestFirst.RemoveRange(0, count);
    }
}
