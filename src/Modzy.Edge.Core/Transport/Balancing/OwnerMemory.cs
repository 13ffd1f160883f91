namespace Modzy.Edge.Transport.Balancing;

/// <summary>Which edge has a job or an inference: the last ones that calls were about. One lock guards it.</summary>
internal sealed class OwnerMemory
{
    /// <summary>Bounds the memory to about 10 MB. For what was forgotten the edges are asked.</summary>
    private const int Capacity = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BalancedEdge> _owners = [];

    /// <summary>The identifiers, the first to be forgotten first.</summary>
    private readonly Queue<string> _order = [];

    public BalancedEdge? Find(string identifier)
    {
        lock (_gate)
        {
            return _owners.GetValueOrDefault(identifier);
        }
    }

    public void Add(string identifier, BalancedEdge owner)
    {
        lock (_gate)
        {
            if (_owners.TryAdd(identifier, owner))
            {
                _order.Enqueue(identifier);
            }
            else
            {
                _owners[identifier] = owner;
            }

            if (_order.Count > Capacity)
            {
                _owners.Remove(_order.Dequeue());
            }
        }
    }
}
