namespace Modzy.Edge.Native.Handles;

/// <summary>The handles of this process.</summary>
internal static class NativeHandles
{
    public static HandleTable Table { get; } = new();

    /// <summary>Finds the client behind a handle and keeps it from being destroyed until the lease is disposed.</summary>
    /// <exception cref="EdgeException">The handle is not that of a client, or not any more.</exception>
    public static ClientLease Client(nint handle) =>
        Table.Find<NativeClient>(handle) is NativeClient client && client.TryEnter()
            ? new ClientLease(client)
            : throw new EdgeException(EdgeStatus.InvalidHandle, handle == 0
                ? "client is NULL; make one with edge_client_create."
                : "client is not a client, or was destroyed; make one with edge_client_create.")
            {
                Parameter = "client",
            };
}
