using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Calls that are sent again after a backoff, on every path.</summary>
public sealed class BackoffTests
{
    /// <summary>Longer than any test runs.</summary>
    private static readonly EdgeClientOptions _patient = With(new EdgeRetryOptions
    {
        InitialBackoff = TimeSpan.FromMinutes(10),
        MaxBackoff = TimeSpan.FromMinutes(10),
    });

    private static readonly EdgeClientOptions _quick =
        With(new EdgeRetryOptions { InitialBackoff = TimeSpan.FromMilliseconds(5) });

    private static readonly Method<byte[], byte[]> _submit =
        new(MethodType.Unary, "test.Raw", "SubmitJob", RawMethods.Bytes, RawMethods.Bytes);

    private int _requests;

    [Theory]
    [TransportPaths]
    public void A_call_that_only_reads_is_sent_again_until_the_edge_is_available(TransportPath path)
    {
        using var peer = Unavailable(times: 3);
        using EdgeTransport transport = peer.Connect(path, _quick);

        Assert.Equal([7], transport.Call(RawMethods.GetEcho, [7]));
        Assert.Equal(4, _requests);
    }

    [Theory]
    [TransportPaths]
    public void Another_call_is_not_sent_again_after_an_answer(TransportPath path)
    {
        using var peer = Unavailable(times: 1);
        using EdgeTransport transport = peer.Connect(path, _quick);

        RpcException failure = transport.Fail(RawMethods.Echo, [7]);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal((1, 1), (_requests, StatusMapping.AttemptsOf(failure)));
    }

    [Theory]
    [TransportPaths]
    public void Another_call_is_sent_again_after_an_answer_before_the_end_of_its_request(TransportPath path)
    {
        using var peer = new ScriptedPeer(static connection =>
        {
            connection.Open();
            while (true)
            {
                int stream = connection.ReadUntil(FrameType.Headers).Header.StreamId;
                connection.Send(
                    Frames.WindowUpdate(0, 100_000),
                    Frames.Trailers(stream, (":status", "200"), ("grpc-status", "14")),
                    Frames.Reset(stream, Http2Error.NoError));
            }
        });
        using EdgeTransport transport = peer.ConnectOpened(path, With(_quick.Retry with { MaxAttempts = 3 }));

        RpcException failure = transport.Fail(RawMethods.Echo, RawMethods.Pattern(4_000_000));

        Assert.Equal((StatusCode.Unavailable, 3), (failure.StatusCode, StatusMapping.AttemptsOf(failure)));
    }

    [Theory]
    [TransportPaths(true)]
    [TransportPaths(false)]
    public void A_submission_is_sent_again_after_an_answer_if_the_caller_allows_it(TransportPath path, bool allows)
    {
        using var peer = Unavailable(times: 1);
        using EdgeTransport transport = peer.Connect(
            path, With(_quick.Retry with { RetrySubmissions = allows }));

        if (allows)
        {
            Assert.Equal([7], transport.Call(_submit, [7]));
            Assert.Equal([7], transport.Call(RawMethods.Echo, [7]));
        }
        else
        {
            Assert.Equal(StatusCode.Unavailable, transport.Fail(_submit, [7]).StatusCode);
        }

        Assert.Equal(allows ? 3 : 1, _requests);
    }

    [Theory]
    [TransportPaths]
    public void Appending_is_not_sent_again_even_then(TransportPath path)
    {
        var append = new Method<byte[], byte[]>(
            MethodType.Unary, "test.Raw", "AddInputToJob", RawMethods.Bytes, RawMethods.Bytes);
        using var peer = Unavailable(times: 1);
        using EdgeTransport transport = peer.Connect(path, With(_quick.Retry with { RetrySubmissions = true }));

        Assert.Equal(StatusCode.Unavailable, transport.Fail(append, [7]).StatusCode);
        Assert.Equal(1, _requests);
    }

    [Theory]
    [TransportPaths]
    public void The_attempts_are_limited_and_counted(TransportPath path)
    {
        using var peer = Unavailable(times: int.MaxValue);
        using EdgeTransport transport = peer.Connect(path, With(_quick.Retry with { MaxAttempts = 3 }));

        Assert.Equal(3, StatusMapping.AttemptsOf(transport.Fail(RawMethods.GetEcho, [7])));
        Assert.Equal(3, _requests);
    }

    [Theory]
    [TransportPaths]
    public void The_budget_suffices_for_all_attempts_of_a_call(TransportPath path)
    {
        using var peer = Unavailable(times: int.MaxValue);
        using EdgeTransport transport = peer.Connect(
            path, With(_quick.Retry with { MaxAttempts = 8, MaxBackoff = TimeSpan.FromMilliseconds(5) }));

        Assert.Equal(8, StatusMapping.AttemptsOf(transport.Fail(RawMethods.GetEcho, [7])));
        Assert.Equal(8, _requests);
    }

    [Theory]
    [TransportPaths]
    public void A_call_that_is_refused_each_time_is_sent_four_times(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                int stream = connection.ReadRequest().StreamId;
                Interlocked.Increment(ref _requests);
                connection.Send(Frames.Reset(stream, Http2Error.RefusedStream));
            }
        });
        using EdgeTransport transport = peer.Connect(path, _quick);

        Assert.Equal(4, StatusMapping.AttemptsOf(transport.Fail(RawMethods.Echo, [7])));
        Assert.Equal(4, _requests);
    }

    [Theory]
    [TransportPaths("HTTP/1.1 502 Bad Gateway\r\n")]
    [TransportPaths("HTTP/1.1 429 Too Many Requests\r\n")]
    [TransportPaths("")]
    public void A_proxy_that_cannot_open_the_tunnel_is_asked_again(TransportPath path, string answer)
    {
        using var proxy = new TestProxy(socket =>
        {
            socket.Send(System.Text.Encoding.ASCII.GetBytes(answer));
            socket.Shutdown(SocketShutdown.Both);
        });
        using EdgeTransport transport = Transports.Open(
            path, EdgeEndpoint.Parse("edge.invalid", 55000), _quick with { Proxy = proxy.Address });

        Assert.Equal(4, StatusMapping.AttemptsOf(transport.Fail(RawMethods.GetEcho, [7])));
        Assert.Equal(4, proxy.Requests.Count);
    }

    [Theory]
    [TransportPaths]
    public void A_peer_that_closes_at_once_is_asked_again(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            if (connection.Number < 3)
            {
                return;
            }

            connection.Greet();
            connection.Echo();
        });
        using EdgeTransport transport = peer.Connect(path, _quick);

        Assert.Equal([7], transport.Call(RawMethods.GetEcho, [7]));
        Assert.Equal(3, peer.Connections);
    }

    [Theory]
    [TransportPaths]
    public void One_attempt_is_none_after_a_backoff(TransportPath path)
    {
        using var peer = Unavailable(times: int.MaxValue);
        using EdgeTransport transport = peer.Connect(path, With(new EdgeRetryOptions { MaxAttempts = 1 }));

        transport.Fail(RawMethods.GetEcho, [7]);
        Assert.Equal(1, _requests);
    }

    [Theory]
    [TransportPaths("-1", 1)]
    [TransportPaths("soon", 1)]
    [TransportPaths("1", 2)]
    public void The_edge_says_when_to_try_again(TransportPath path, string pushback, int requests)
    {
        using var peer = Unavailable(times: 1, ("grpc-retry-pushback-ms", pushback));
        using EdgeTransport transport = peer.Connect(path, requests == 1 ? _quick : _patient);

        if (requests == 1)
        {
            transport.Fail(RawMethods.GetEcho, [7]);
        }
        else
        {
            Assert.Equal([7], transport.Call(RawMethods.GetEcho, [7]));
        }

        Assert.Equal(requests, _requests);
    }

    [Theory]
    [TransportPaths]
    public async Task A_refused_connection_is_tried_again_whatever_the_method(TransportPath path)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var log = new RetryLog(listener.Listen);
        using EdgeTransport transport = Transports.Open(
            path,
            EdgeEndpoint.Parse("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port),
            _quick with { LoggerFactory = log });
        Task served = Task.Run(
            () =>
            {
                SpinWait.SpinUntil(() => log.Retries > 0, Transports.TestTimeout);
                using var connection = new PeerConnection(listener.Accept(), 1);
                connection.Greet();
                connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 7));
            },
            TestContext.Current.CancellationToken);

        Assert.Equal([7], transport.Call(RawMethods.Echo, [1]));
        Assert.Equal(1, log.Retries);
        await served;
    }

    [Theory]
    [TransportPaths]
    public void A_message_that_did_not_leave_is_encoded_again(TransportPath path)
    {
        byte[] message = RawMethods.Pattern(20_000_000);
        using var peer = new ScriptedPeer(connection =>
        {
            if (connection.Number == 1)
            {
                connection.Greet();
                connection.ReadUntil(FrameType.Data);
                connection.Reset();
                return;
            }

            connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
            connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
            (int stream, byte[] data) = connection.ReadRequest();
            Assert.Equal(Frames.Message(message), data);
            connection.Send(Frames.Answer(stream, 8));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(path, _quick);

        Assert.Equal([8], transport.Call(RawMethods.Echo, message));
        Assert.Equal(2, peer.Connections);
    }

    [Theory]
    [TransportPaths]
    public void A_backoff_beyond_the_deadline_is_not_waited_for(TransportPath path)
    {
        using var peer = Unavailable(times: int.MaxValue);
        using EdgeTransport transport = peer.Connect(path, _patient);

        Assert.Equal(StatusCode.Unavailable, transport.Fail(RawMethods.GetEcho, [7]).StatusCode);
        Assert.Equal(1, _requests);
    }

    [Theory]
    [TransportPaths]
    public void A_backoff_is_cancelled(TransportPath path)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var log = new RetryLog(() => cancellation.CancelAfter(10));
        using var peer = Unavailable(times: int.MaxValue);
        using EdgeTransport transport = peer.Connect(path, _patient with { LoggerFactory = log });

        RpcException failure = Assert.Throws<RpcException>(() => transport.Call(
            RawMethods.GetEcho, [7], new CallOptions(cancellationToken: cancellation.Token)));

        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        Assert.Equal(1, _requests);
    }

    [Theory]
    [TransportPaths]
    public void With_most_calls_failing_none_is_sent_again(TransportPath path)
    {
        using var peer = Unavailable(times: int.MaxValue);
        using EdgeTransport transport = peer.Connect(path, _quick);

        foreach (int requests in (int[])[4, 1, 1])
        {
            _requests = 0;
            transport.Fail(RawMethods.GetEcho, [7]);
            Assert.Equal(requests, _requests);
        }

        for (int i = 0; i < 30; i++)
        {
            transport.OnSuccess(transport.Statistics.OnBegin());
        }

        _requests = 0;
        transport.Fail(RawMethods.GetEcho, [7]);
        Assert.Equal(2, _requests);
    }

    [Theory]
    [InlineData(0, 100, 100, "retry.max_attempts")]
    [InlineData(1, 0, 100, "retry.initial_backoff_ms")]
    [InlineData(1, 100, -1, "retry.max_backoff_ms")]
    [InlineData(1, 100, 99, "retry.max_backoff_ms")]
    public void Wrong_options_are_refused(int attempts, int initial, int longest, string parameter)
    {
        var options = With(new EdgeRetryOptions
        {
            MaxAttempts = attempts,
            InitialBackoff = TimeSpan.FromMilliseconds(initial),
            MaxBackoff = TimeSpan.FromMilliseconds(longest),
        });

        EdgeException failure = Assert.Throws<EdgeException>(() => new EdgeClient("localhost", options: options));
        Assert.Equal((EdgeStatus.InvalidArgument, parameter), (failure.Status, failure.Parameter));
    }

    private static EdgeClientOptions With(EdgeRetryOptions retry) => new() { Retry = retry };

    /// <summary>Answers UNAVAILABLE some times, and then with the request.</summary>
    private ScriptedPeer Unavailable(int times, params (string Name, string Value)[] trailers) => new(connection =>
    {
        connection.Greet();
        while (true)
        {
            (int stream, byte[] data) = connection.ReadRequest();
            connection.Send(Interlocked.Increment(ref _requests) <= times
                ? Frames.Trailers(
                    stream,
                    [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "14"), .. trailers])
                : Frames.Answer(stream, data[5..]));
        }
    });

    /// <summary>Acts when a call is about to be sent again.</summary>
    private sealed class RetryLog(Action act) : ILoggerFactory, ILogger
    {
        private const int RetryEvent = 13;
        private int _retries;

        public int Retries => Volatile.Read(ref _retries);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == RetryEvent)
            {
                act();
                Interlocked.Increment(ref _retries);
            }
        }

        public void Dispose()
        {
        }
    }
}
