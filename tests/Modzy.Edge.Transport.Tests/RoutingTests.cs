namespace Modzy.Edge.Transport.Tests;

/// <summary>The routing table of docs/transport.md.</summary>
public sealed class RoutingTests
{
    [Fact]
    public void Blocking_calls_take_an_exclusive_connection()
    {
        Assert.Equal(CallPath.Exclusive, Routing.PathOf(CallKind.Blocking, isLong: false));
        Assert.Equal(CallPath.Exclusive, Routing.PathOf(CallKind.Blocking, isLong: true));
        Assert.Equal(CallPath.Exclusive, Routing.PathOf(CallKind.Blocking, isLong: true, isCongested: true));
    }

    [Fact]
    public void Short_blocking_calls_are_multiplexed_under_congestion() =>
        Assert.Equal(CallPath.Multiplexed, Routing.PathOf(CallKind.Blocking, isLong: false, isCongested: true));

    [Fact]
    public void Asynchronous_calls_are_multiplexed_or_have_a_thread()
    {
        Assert.Equal(CallPath.Multiplexed, Routing.PathOf(CallKind.Async, isLong: false));
        Assert.Equal(CallPath.BlockingThread, Routing.PathOf(CallKind.Async, isLong: true));
    }

    [Fact]
    public void Streams_take_connections_of_their_own() =>
        Assert.Equal(CallPath.Stream, Routing.PathOf(CallKind.Stream, isLong: false));

    [Fact]
    public void The_channel_can_be_forced() => Assert.False(Routing.UsesDirect(EdgeTransportKind.Channel));

    [Fact]
    public void Beyond_the_limit_calls_are_congested_and_a_returned_connection_becomes_multiplexed()
    {
        Assert.False(Routing.IsCongested(busyConnections: 3, exclusiveConnections: 4));
        Assert.True(Routing.IsCongested(busyConnections: 4, exclusiveConnections: 4));
        Assert.False(Routing.BecomesMultiplexed(busyConnections: 4, exclusiveConnections: 4));
        Assert.True(Routing.BecomesMultiplexed(busyConnections: 5, exclusiveConnections: 4));
    }

    [Fact]
    public void A_pool_that_exclusive_connections_fill_is_not_multiplexed()
    {
        Assert.False(Routing.MayMultiplex(maxConnections: 4, exclusiveConnections: 4));
        Assert.True(Routing.MayMultiplex(maxConnections: 5, exclusiveConnections: 4));
    }
}
