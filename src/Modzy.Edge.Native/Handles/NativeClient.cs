using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_client</c> handle: a client with rundown protection.</summary>
internal sealed class NativeClient(EdgeClient client)
{
    private readonly Rundown _calls = new();

    public EdgeClient Client => client;

    public bool TryEnter() => _calls.TryEnter();

    public void Exit() => _calls.Exit();

    /// <summary>
    /// Cancels the running calls, and returns when the last of them has released its buffers. In a signal handler it
    /// does not wait: the call that the signal interrupted can end only after the handler has returned.
    /// </summary>
    /// <exception cref="OperationCanceledException">A signal interrupted the wait; the client is closed
    /// nevertheless.</exception>
    public void Close()
    {
        _calls.Close();
        client.Dispose();
        if (!Interruption.IsHandling)
        {
            _calls.WaitForRelease();
        }
    }
}

/// <summary>One reference to a client, held by a call; disposing releases it.</summary>
/// <param name="owner">The client.</param>
/// <param name="users">The users of the stream that the call uses too; null if it uses none.</param>
internal readonly struct ClientLease(NativeClient owner, Rundown? users = null) : IDisposable
{
    public NativeClient Owner => owner;

    public EdgeClient Client => owner.Client;

    public void Dispose()
    {
        users?.Exit();
        owner.Exit();
    }
}

/// <summary>The handle table of this process.</summary>
internal static class NativeHandles
{
    public static HandleTable Table { get; } = new();

    /// <summary>Finds the client of a handle. Its destruction waits until the lease is disposed.</summary>
    /// <exception cref="EdgeException">The handle is not a valid client, or was already destroyed.</exception>
    public static ClientLease Client(nint handle)
    {
        NativeClient client = Find<NativeClient>(handle, "client", "edge_client_create");
        return client.TryEnter()
            ? new ClientLease(client)
            : throw Invalid("client", "is being destroyed", "edge_client_create");
    }

    /// <summary>Finds the object of a handle.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="parameter">The name of the parameter, which is also the kind of the object.</param>
    /// <param name="maker">The function that creates such objects.</param>
    /// <exception cref="EdgeException">The handle is of another kind, or was already destroyed.</exception>
    public static T Find<T>(nint handle, string parameter, string maker)
        where T : class =>
        Table.Find<T>(handle)
        ?? throw Invalid(parameter, handle == 0 ? "is NULL" : $"is not a valid {parameter}, or was already destroyed", maker);

    private static EdgeException Invalid(string parameter, string problem, string maker) =>
        new(EdgeStatus.InvalidHandle, $"{parameter} {problem}; create one with {maker}.") { Parameter = parameter };
}
