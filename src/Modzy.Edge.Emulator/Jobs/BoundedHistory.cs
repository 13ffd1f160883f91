using System.Diagnostics.CodeAnalysis;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>Keeps all live objects, and the most recently ended ones up to a limit.</summary>
internal sealed class BoundedHistory<T>(int keep)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Number, T Value)> _all = [];
    private readonly Queue<string> _ended = [];
    private long _count;

    public void Add(string identifier, T value)
    {
        lock (_lock)
        {
            _all.Add(identifier, (_count++, value));
        }
    }

    public bool TryFind(string identifier, [MaybeNullWhen(false)] out T value)
    {
        lock (_lock)
        {
            var found = _all.TryGetValue(identifier, out var entry);
            value = entry.Value;
            return found;
        }
    }

    /// <summary>All objects, the newest first.</summary>
    public List<T> All()
    {
        lock (_lock)
        {
            return [.. _all.Values.OrderByDescending(entry => entry.Number).Select(entry => entry.Value)];
        }
    }

    /// <summary>Marks an object as ended, once; removes the one that ended first if there are too many.</summary>
    public void Retire(string identifier)
    {
        lock (_lock)
        {
            _ended.Enqueue(identifier);
            if (_ended.Count > keep)
            {
                _all.Remove(_ended.Dequeue());
            }
        }
    }
}
