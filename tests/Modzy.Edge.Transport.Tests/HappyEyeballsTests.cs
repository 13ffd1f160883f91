using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>
/// Connecting to a host with several addresses (RFC 8305). Alone, because another test could listen on the same port of
/// the other family.
/// </summary>
[Collection(nameof(Alone))]
public sealed class HappyEyeballsTests
{
    private static readonly CancellationToken _never = CancellationToken.None;

    [Theory]
    [InlineData(TransportPath.Exclusive, "127.0.0.1")]
    [InlineData(TransportPath.Exclusive, "::1")]
    [InlineData(TransportPath.Async, "127.0.0.1")]
    [InlineData(TransportPath.Started, "127.0.0.1")]
    [InlineData(TransportPath.Async, "::1")]
    [InlineData(TransportPath.Started, "::1")]
    public void Localhost_is_reached_over_the_family_that_the_edge_listens_on(TransportPath path, string address)
    {
        using var peer = new ScriptedPeer(Echo, IPAddress.Parse(address));
        using EdgeTransport transport = Transports.Open(path, EdgeEndpoint.Parse("localhost", peer.Endpoint.Port));

        Assert.Equal([5], transport.Call(RawMethods.Echo, []));
    }

    [Theory]
    [TransportPaths]
    public void The_address_that_accepted_is_tried_first_by_the_next_connection(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 5));
        }, IPAddress.IPv6Loopback);
        using EdgeTransport transport = Transports.Open(path, EdgeEndpoint.Parse("localhost", peer.Endpoint.Port));
        Assert.Equal([5], transport.Call(RawMethods.GetEcho, []));

        using Socket other = Listen(IPAddress.Loopback, peer.Endpoint.Port);
        Assert.Equal([5], transport.Call(RawMethods.GetEcho, []));
        Assert.False(other.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public void An_address_that_does_not_answer_does_not_keep_from_the_next_and_is_not_tried_first_again()
    {
        using Blackhole blackhole = new();
        int port = blackhole.Endpoint.Port;
        using Socket other = Listen(IPAddress.IPv6Loopback, port);
        var connector = new Connector(EdgeEndpoint.Parse("localhost", port), Timeout.InfiniteTimeSpan);

        connector.Connect(Deadline.After(Transports.TestTimeout), _never).Dispose();
        other.Accept().Dispose();
        blackhole.Dispose();
        using Socket first = Listen(IPAddress.Loopback, port);
        connector.Connect(Deadline.After(Transports.TestTimeout), _never).Dispose();
        other.Accept().Dispose();
        Assert.False(first.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public void An_address_that_answers_late_is_still_taken()
    {
        using Blackhole blackhole = new();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        EndPoint unresponsive = new IPEndPoint(IPAddress.Loopback, blackhole.Endpoint.Port);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        (SocketHandle socket, EndPoint address) =
            HappyEyeballs.Connect(
                [unresponsive, unresponsive, listener.LocalEndPoint!], Deadline.After(Transports.TestTimeout), _never);

        socket.Dispose();
        Assert.Equal(listener.LocalEndPoint, address);
    }

    [Fact]
    public void All_addresses_that_fail_are_named_unless_they_fail_alike()
    {
        using Blackhole blackhole = new();
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint refusing = bound.LocalEndPoint!;
        EndPoint unreachable = new IPEndPoint(IPAddress.Parse("255.255.255.255"), 1);

        Assert.Equal("Connection refused", Failure(refusing, refusing).Message);
        Assert.Matches(@"^Connection refused \(127\.0\.0\.1\), .* \(255\.255\.255\.255\)$", Failure(refusing, unreachable).Message);

        static ConnectionException Failure(params EndPoint[] addresses) => Assert.Throws<ConnectionException>(
            () => HappyEyeballs.Connect(addresses, Deadline.After(Transports.TestTimeout), _never).Socket.Dispose());
    }

    [Theory]
    [InlineData(null, "fd00::1 10.0.0.1 fd00::2 10.0.0.2 fd00::3")]
    [InlineData("fd00::3", "fd00::3 10.0.0.1 fd00::1 10.0.0.2 fd00::2")]
    [InlineData("10.0.0.2", "10.0.0.2 fd00::1 10.0.0.1 fd00::2 fd00::3")]
    [InlineData("10.0.0.9", "fd00::1 10.0.0.1 fd00::2 10.0.0.2 fd00::3")]
    public void The_address_that_accepted_last_comes_first_and_families_alternate(string? last, string expected)
    {
        EndPoint[] addresses = [.. new[] { "fd00::1", "fd00::2", "fd00::3", "10.0.0.1", "10.0.0.2" }.Select(At)];

        Assert.Equal(
            expected.Split(' ').Select(At), AddressResolver.Order(addresses, last is null ? null : At(last)));

        static EndPoint At(string address) => new IPEndPoint(IPAddress.Parse(address), 1);
    }

    [Fact]
    public void The_zone_may_be_written_as_in_a_URL()
    {
        string name = NetworkInterface.GetAllNetworkInterfaces()[0].Name;

        Assert.Equal(
            AddressResolver.Resolve(EdgeEndpoint.Parse($"fe80::1%{name}", 1), Deadline.Never, _never),
            AddressResolver.Resolve(EdgeEndpoint.Parse($"[fe80::1%25{name}]", 1), Deadline.Never, _never));
    }

    [Fact]
    public void A_link_local_address_is_reached_through_its_interface_whose_name_stays_on_this_machine()
    {
        (IPAddress address, string name) = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(link => link.GetIPProperties().UnicastAddresses.Select(unicast => (unicast.Address, link.Name)))
            .FirstOrDefault(pair => pair.Address.IsIPv6LinkLocal);
        Assert.SkipWhen(address is null, "No interface has a link-local address.");
        using var peer = new ScriptedPeer(Echo, address);
        string bare = new IPAddress(address!.GetAddressBytes()).ToString();
        EdgeEndpoint endpoint = EdgeEndpoint.Parse($"{bare}%{name}", peer.Endpoint.Port);
        using EdgeTransport transport = Transports.Open(TransportPath.Exclusive, endpoint);

        Assert.Equal([5], transport.Call(RawMethods.Echo, []));
        Assert.Equal($"[{bare}]:{endpoint.Port}", endpoint.Authority);
    }

    [Fact]
    public void An_interface_that_there_is_not_is_named() =>
        Assert.Equal("this machine has no network interface nosuch0", Assert.Throws<ConnectionException>(
            () => AddressResolver.Resolve(EdgeEndpoint.Parse("fe80::1%nosuch0", 1), Deadline.Never, _never)).Message);

    [Fact]
    public async Task Callers_that_ask_for_the_same_name_get_an_answer_each()
    {
        Task<ConnectionException>[] asked = [.. Enumerable.Range(0, 16).Select(_ => Task.Factory.StartNew(
            () => Assert.Throws<ConnectionException>(() => NameResolver.Resolve("no-such-edge.invalid", Deadline.Never, _never)),
            _never, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

        foreach (ConnectionException failure in await Task.WhenAll(asked))
        {
            Assert.NotEqual(0, failure.ResolverError);
            Assert.Contains(failure.Fault, new[] { ConnectionFault.NameUnknown, ConnectionFault.ResolutionFailed });
        }
    }

    [Theory]
    [InlineData(-2, 0, ConnectionFault.NameUnknown, "Name or service not known")]
    [InlineData(-3, 11, ConnectionFault.ResolutionFailed, "Temporary failure in name resolution")]
    [InlineData(-11, 5, ConnectionFault.ResolutionFailed, "Input/output error")]
    [InlineData(-2, 24, ConnectionFault.NoDescriptor, "EMFILE, too many open files in this process")]
    internal void What_the_resolver_says_is_told_apart(
        int error, int systemError, ConnectionFault fault, string message)
    {
        ConnectionException failure = Assert.IsType<ConnectionException>(ResolverError.ToException(error, systemError));

        Assert.Equal((fault, message, systemError), (failure.Fault, failure.Message, failure.SystemError));
    }

    private static Socket Listen(IPAddress address, int port)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen();
        return listener;
    }

    private static void Echo(PeerConnection connection)
    {
        connection.Greet();
        while (true)
        {
            connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 5));
        }
    }
}
