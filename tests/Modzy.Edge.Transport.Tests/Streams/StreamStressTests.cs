using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;

namespace Modzy.Edge.Transport.Tests.Streams;

/// <summary>Streams that are opened, used, cancelled and disposed of by several threads at a time.</summary>
[Collection(nameof(Alone))]
public sealed class StreamStressTests
{
    private const int Threads = 6;
    private const int Rounds = 15;

    [Fact]
    public async Task Every_use_ends_with_a_result_or_a_status_and_no_connection_is_left()
    {
        int ended = 0;
        using var peer = new ScriptedPeer(connection =>
        {
            try
            {
                connection.Greet();
                while (true)
                {
                    Serve(connection, new StreamPeer(connection, connection.ReadUntil(FrameType.Headers).Header.StreamId));
                }
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }
        });
        using (EdgeClient client = peer.Client(EdgeTransportKind.Direct))
        {
            Task[] users = [.. Enumerable.Range(0, Threads).Select(seed => Start(() => Use(client, new Random(seed))))];
            await Task.WhenAll(users);
        }

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref ended) == peer.Connections, Transports.TestTimeout));
    }

    /// <summary>Serves a stream, or the empty one that asks whether there are any: they share the connections.</summary>
    private static void Serve(PeerConnection connection, StreamPeer stream)
    {
        bool hasHeaders = false;
        while (!stream.IsEnded)
        {
            if (stream.ReadData() > 0)
            {
                if (!hasHeaders)
                {
                    stream.SendHeaders();
                    hasHeaders = true;
                }

                stream.Send(StreamPeer.Inference("x"));
            }
        }

        connection.Send(StreamPeer.Ending(stream.StreamId, hasHeaders));
    }

    private static void Use(EdgeClient client, Random random)
    {
        for (int round = 0; round < Rounds; round++)
        {
            InferenceStream stream = client.OpenAsync().GetAwaiter().GetResult();
            int frames = random.Next(8);
            byte[] frame = new byte[random.Next(100_000)];
            bool blocks = random.Next(2) == 0;
            int end = random.Next(4);
            Task receiver = Start(() => Receive(stream, blocks));
            Task killer = end == 3 ? Task.CompletedTask : Start(() =>
            {
                Thread.Sleep(end);
                stream.Cancel();
            });
            try
            {
                for (int i = 0; i < frames; i++)
                {
                    TimeSpan? timeout = random.Next(3) == 0 ? TimeSpan.Zero : null;
                    if (blocks)
                    {
                        stream.Send(client, frame, timeout);
                    }
                    else
                    {
                        stream.SendAsync(frame, timeout).GetAwaiter().GetResult();
                    }
                }

                stream.CompleteAsync().GetAwaiter().GetResult();
            }
            catch (EdgeException e)
            {
                Assert.True(e.Status is EdgeStatus.Cancelled or EdgeStatus.DeadlineExceeded, e.ToString());
                stream.Cancel();
            }

            Task.WaitAll(killer, receiver);
            stream.Dispose();
        }
    }

    private static Task Start(Action run) =>
        Task.Factory.StartNew(run, StreamClients.TestEnd, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Receive(InferenceStream stream, bool blocks)
    {
        try
        {
            while ((blocks ? stream.Receive(null) : stream.ReceiveAsync().GetAwaiter().GetResult()) is not null)
            {
            }
        }
        catch (EdgeException e)
        {
            Assert.Equal(EdgeStatus.Cancelled, e.Status);
        }
    }
}
