using System.Diagnostics;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>A peer that does not read for a while exerts backpressure.</summary>
[Collection(nameof(Alone))]
public sealed class BackpressureTests
{
    private const int Rounds = 6;
    private const int Calls = 20;

    /// <summary>What the system did not take leaves when there is room, not at the next occasion.</summary>
    [Fact]
    public async Task When_it_reads_again_the_rest_of_the_requests_leaves_at_once()
    {
        using var reads = new SemaphoreSlim(0);
        using var peer = new ScriptedPeer(
            connection =>
            {
                connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
                connection.Send(
                    Frames.Answer(connection.ReadRequest().StreamId, 0), Frames.WindowUpdate(
                        0, int.MaxValue - 100_000));
                for (int round = 0; round < Rounds; round++)
                {
                    reads.Wait(Transports.TestTimeout);

                    // Before it has all of them it says nothing that would be an occasion to send.
                    int[] streams = [.. Enumerable.Range(0, Calls).Select(_ => connection.ReadRequest().StreamId)];
                    connection.Send([.. streams.Select(streamId => Frames.Answer(streamId, 1))]);
                }

                connection.ReadToEnd();
            },
            Path.Combine(Path.GetTempPath(), $"modzy-{Guid.NewGuid():N}.sock"));
        using EdgeTransport transport = peer.ConnectOpened(TransportPath.Async);
        byte[] message = new byte[12_000];

        TimeSpan time = TimeSpan.Zero;
        for (int round = 0; round < Rounds; round++)
        {
            // More than the system takes; less than the client keeps.
            Task<byte[]>[] calls = [.. Enumerable.Range(0, Calls).Select(_ => transport.UnaryAsync(
                RawMethods.Echo, new CallOptions(deadline: DateTime.UtcNow + Transports.TestTimeout),
                message).AsTask())];
            long start = Stopwatch.GetTimestamp();
            reads.Release();
            await Task.WhenAll(calls);
            time += Stopwatch.GetElapsedTime(start);
        }

        Assert.Equal(1, peer.Connections);
        Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(Rounds / 3.0));
    }

}
