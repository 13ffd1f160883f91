using Grpc.Core;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// What the peer of a connection keeps of the requests sent to it, in the dynamic table of RFC 7541. The first request adds
/// its fields, and nothing is added later, so that their places stay what they are and none makes room for another.
/// </summary>
internal struct SentFields
{
    /// <summary>The method whose path is among the fields; null if the peer has none.</summary>
    public IMethod? Method { readonly get; set; }

    /// <summary>Whether the peer has a smaller table and was told to keep nothing.</summary>
    public bool AreDropped { readonly get; private set; }

    public void Drop()
    {
        Method = null;
        AreDropped = true;
    }
}
