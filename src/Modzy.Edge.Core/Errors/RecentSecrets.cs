namespace Modzy.Edge;

/// <summary>
/// The secrets that a client has sent last: a peer can echo them also in a later call, and in another one on the same
/// connection. One lock guards them.
/// </summary>
internal sealed class RecentSecrets
{
    private const int Capacity = 32;

    private readonly Lock _gate = new();

    /// <summary>Distinct, the ones used last at the end.</summary>
    private readonly List<string> _secrets = [];

    public void Add(IReadOnlyList<string> secrets)
    {
        if (secrets.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (string secret in secrets)
            {
                if (!_secrets.Remove(secret) && _secrets.Count == Capacity)
                {
                    _secrets.RemoveAt(0);
                }

                _secrets.Add(secret);
            }
        }
    }

    public string[] ToArray()
    {
        lock (_gate)
        {
            return [.. _secrets];
        }
    }
}
