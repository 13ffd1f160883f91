namespace Modzy.Edge.Native.Handles;

/// <summary>A client in use by one call.</summary>
internal readonly struct ClientLease(NativeClient owner) : IDisposable
{
    public NativeClient Owner => owner;

    public EdgeClient Client => owner.Client;

    public void Dispose() => owner.Exit();
}
