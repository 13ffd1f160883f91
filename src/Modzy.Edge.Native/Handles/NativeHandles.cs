namespace Modzy.Edge.Native.Handles;

/// <summary>The handles of this process.</summary>
internal static class NativeHandles
{
    public static HandleTable Table { get; } = new();

    /// <summary>Finds the client behind a handle and keeps it from being destroyed until the lease is disposed.</summary>
    /// <exception cref="EdgeException">The handle is not that of a client, or not any more.</exception>
    public static ClientLease Client(nint handle)
    {
        NativeClient client = Find<NativeClient>(handle, "client", "edge_client_create");
        return client.TryEnter()
            ? new ClientLease(client)
            : throw Invalid("client", "is being destroyed", "edge_client_create");
    }

    /// <summary>Finds the object behind a handle.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="parameter">The parameter that it was passed as, which is also the kind of object it should be.</param>
    /// <param name="maker">The function that makes such objects.</param>
    /// <exception cref="EdgeException">The handle is of another kind, or of nothing any more.</exception>
    public static T Find<T>(nint handle, string parameter, string maker)
        where T : class =>
        Table.Find<T>(handle)
        ?? throw Invalid(parameter, handle == 0 ? "is NULL" : $"is no {parameter}, or not any more", maker);

    private static EdgeException Invalid(string parameter, string problem, string maker) =>
        new(EdgeStatus.InvalidHandle, $"{parameter} {problem}; make one with {maker}.") { Parameter = parameter };
}
