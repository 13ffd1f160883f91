using System.Runtime.InteropServices;
using Grpc.Core;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Without free file descriptors no connection can be opened; with free ones the client works again.</summary>
[Collection(nameof(Alone))]
public sealed partial class FileDescriptorLimitTests
{
    private const int OpenFiles = 7;

    /// <summary>Not over paths that connect on a thread of their own: CoreCLR cannot start one then.</summary>
    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.BusyPolling)]
    [InlineData(TransportPath.Multiplexed)]
    public void A_client_recovers_from_a_shortage_of_descriptors(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.Echo();
        });

        // What is used for the first time may have to be loaded, from files.
        using (EdgeTransport other = peer.Connect(path))
        {
            Assert.Equal([1], other.Call(RawMethods.Echo, [1]));
        }

        using EdgeTransport transport = peer.Connect(path);
        _ = Translated(transport.Fail(RawMethods.Echo, [1], TimeSpan.Zero));
        RpcException[] failures = WithoutDescriptors<RpcException[]>(
            () => [.. Enumerable.Range(0, 3).Select(_ => transport.Fail(RawMethods.Echo, [1]))]);

        Assert.All(failures.Select(Translated), failure => Assert.Equal(
            (EdgeStatus.ResourceExhausted, EdgeErrorOrigin.Local, EdgeSent.None, false),
            (failure.Status, failure.Origin, failure.Sent, failure.IsRetriable)));
        for (byte i = 0; i < 3; i++)
        {
            Assert.Equal([i], transport.Call(RawMethods.Echo, [i]));
        }
    }

    private static EdgeException Translated(RpcException failure) =>
        ErrorTranslator.Translate(failure, "method", "edge:1", TimeSpan.FromSeconds(1));

    private static T WithoutDescriptors<T>(Func<T> body)
    {
        Assert.Equal(0, GetLimit(OpenFiles, out ResourceLimit limit));
        Assert.Equal(0, SetLimit(OpenFiles, limit with { Current = 3 }));
        try
        {
            return body();
        }
        finally
        {
            Assert.Equal(0, SetLimit(OpenFiles, limit));
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private record struct ResourceLimit(nuint Current, nuint Maximum);
}
