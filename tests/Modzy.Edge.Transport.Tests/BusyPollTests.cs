using System.Net;
using System.Net.Sockets;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tests;

[Collection(nameof(Alone))]
public sealed class BusyPollTests : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _peers = [];
    private readonly byte[] _buffer = new byte[16];

    public BusyPollTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    [Fact]
    public void It_spins_before_every_sleep_while_spinning_succeeds()
    {
        (EdgeSocket own, Socket peer) = Connect();
        var poll = new BusyPoll(BusyPoll.Limit, processors: 2);

        for (byte i = 0; i < 20; i++)
        {
            peer.Send([i]);
            Assert.Equal(1, poll.Receive(own, _buffer, Deadline.After(Transports.TestTimeout)));
            Assert.Equal(i, _buffer[0]);
        }

        Assert.Equal(20, poll.Spins);
    }

    [Fact]
    public void After_failures_it_spins_exponentially_less_often_until_it_succeeds()
    {
        (EdgeSocket own, Socket peer) = Connect();
        var poll = new BusyPoll(TimeSpan.FromMicroseconds(100), processors: 2);

        for (int i = 0; i < 64; i++)
        {
            WaitInVain(poll, own);
        }

        // At first, and after 1, 3, 7, 15 and 31 waits without.
        Assert.Equal(6, poll.Spins);
        peer.Send(new byte[100]);
        while (poll.Spins < 7)
        {
            Assert.Equal(1, poll.Receive(own, _buffer.AsSpan(0, 1), Deadline.After(Transports.TestTimeout)));
        }

        Assert.Equal(1, poll.Receive(own, _buffer.AsSpan(0, 1), Deadline.After(Transports.TestTimeout)));
        Assert.Equal(8, poll.Spins);
    }

    [Fact]
    public void It_never_stops_spinning_altogether()
    {
        (EdgeSocket own, Socket peer) = Connect();
        var poll = new BusyPoll(TimeSpan.FromTicks(1), processors: 2);
        for (int i = 0; i < 12; i++)
        {
            int spins = poll.Spins;
            int waits = 0;
            for (; poll.Spins == spins; waits++)
            {
                WaitInVain(poll, own, Deadline.After(TimeSpan.Zero));
            }

            Assert.Equal(1 << Math.Min(i, 10), waits);
        }
    }

    [Fact]
    public void Of_several_that_look_at_a_time_none_keeps_the_others_from_it_for_good()
    {
        var poll = new BusyPoll(TimeSpan.FromTicks(1), processors: 64);
        EdgeSocket[] sockets = [.. Enumerable.Range(0, 8).Select(_ => Connect().Own)];
        for (int round = 0; round < 20; round++)
        {
            Parallel.ForEach(sockets, socket =>
            {
                for (int i = 0; i < 500; i++)
                {
                    Assert.Throws<TimeoutException>(
                        () => poll.Receive(socket, new byte[1], Deadline.After(TimeSpan.Zero)));
                }
            });

            int spins = poll.Spins;
            int waits = 0;
            for (; poll.Spins == spins && waits < 2000; waits++)
            {
                WaitInVain(poll, sockets[0], Deadline.After(TimeSpan.Zero));
            }

            Assert.InRange(waits, 1, 1024);
        }
    }

    [Fact]
    public void It_does_not_spin_on_a_single_processor()
    {
        (EdgeSocket own, Socket peer) = Connect();
        var poll = new BusyPoll(BusyPoll.Limit, processors: 1);

        peer.Send([1]);

        Assert.Equal(1, poll.Receive(own, _buffer, Deadline.After(Transports.TestTimeout)));
        Assert.Equal(0, poll.Spins);
    }

    [Fact]
    public void It_stops_spinning_when_more_than_half_of_the_processors_wait()
    {
        (EdgeSocket first, Socket firstPeer) = Connect();
        (EdgeSocket second, Socket _) = Connect();
        var poll = new BusyPoll(BusyPoll.Limit, processors: 2);
        int received = 0;
        var looking = new Thread(
            () => received = poll.Receive(first, new byte[1], Deadline.After(Transports.TestTimeout)));
        looking.Start();
        Assert.True(SpinWait.SpinUntil(() => poll.Spins == 1, Transports.TestTimeout));

        WaitInVain(poll, second, Deadline.After(TimeSpan.FromMilliseconds(50)));
        Assert.Equal(1, poll.Spins);
        Assert.True(looking.IsAlive);

        firstPeer.Send([1]);
        Assert.True(looking.Join(Transports.TestTimeout));
        Assert.Equal(1, received);

        // Stopping early did not count as a failure.
        firstPeer.Send([1]);
        Assert.Equal(1, poll.Receive(first, _buffer, Deadline.After(Transports.TestTimeout)));
        Assert.Equal(2, poll.Spins);
    }

    [Fact]
    public void Interruption_ends_it()
    {
        (EdgeSocket own, Socket _) = Connect();
        var poll = new BusyPoll(BusyPoll.Limit, processors: 2);
        var looking = new Thread(() => Assert.Throws<OperationCanceledException>(
            () => poll.Receive(own, new byte[1], Deadline.After(Transports.TestTimeout))));
        looking.Start();
        Assert.True(SpinWait.SpinUntil(() => poll.Spins == 1, Transports.TestTimeout));

        own.Interrupt();

        Assert.True(looking.Join(Transports.TestTimeout));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _peers.ForEach(peer => peer.Dispose());
    }

    private void WaitInVain(BusyPoll poll, EdgeSocket socket) =>
        WaitInVain(poll, socket, Deadline.After(TimeSpan.FromMilliseconds(1)));

    private void WaitInVain(BusyPoll poll, EdgeSocket socket, Deadline deadline) =>
        Assert.Throws<TimeoutException>(() => poll.Receive(socket, _buffer, deadline));

    private (EdgeSocket Own, Socket Peer) Connect()
    {
        (SocketHandle handle, _) = HappyEyeballs.Connect(
            [_listener.LocalEndPoint!], Deadline.After(Transports.TestTimeout), CancellationToken.None);
        var own = new EdgeSocket(handle, isTcp: true);
        Socket peer = _listener.Accept();
        _peers.Add(peer);
        return (own, peer);
    }
}
