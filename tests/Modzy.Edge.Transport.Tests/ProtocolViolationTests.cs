using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Hpack;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>A peer that does not keep to HTTP/2 is told so, and the call ends.</summary>
public sealed class ProtocolViolationTests
{
    public static TheoryData<string, byte[]> Violations => new()
    {
        { "no settings first", Frames.Ping },
        { "an acknowledgement first", Frames.SettingsAck },
        { "larger than the client accepts", Settings(Frames.Data(1, new byte[16_385])) },
        { "pushes", Settings(Frames.Frame(FrameType.PushPromise, FrameFlags.EndHeaders, 1, 0, 0, 0, 2)) },
        { "a stream that does not exist", Settings(Frames.Data(3, [1])) },
        { "an even stream", Settings(Frames.ResponseHeaders(2)) },
        { "data on no stream", Settings(Frames.Data(0, [1])) },
        { "padding beyond the payload", Settings(Frames.ResponseHeaders(1), Frames.Data(1, [2, 0], FrameFlags.Padded)) },
        { "padding of nothing", Settings(Frames.ResponseHeaders(1), Frames.Data(1, [], FrameFlags.Padded)) },
        { "priority cut off", Settings(Frames.Frame(FrameType.Headers, FrameFlags.Priority, 1, 1, 2)) },
        { "settings on a stream", Settings(Frames.Frame(FrameType.Settings, FrameFlags.None, 1)) },
        { "settings of a wrong size", Settings(Frames.Frame(FrameType.Settings, FrameFlags.None, 0, 1, 2, 3)) },
        { "an acknowledgement with content", Settings(Frames.Frame(FrameType.Settings, FrameFlags.Acknowledgement, 0, 1)) },
        { "a window beyond the limit", Frames.Settings((SettingId.InitialWindowSize, 1u << 31)) },
        { "a frame size below the least", Frames.Settings((SettingId.MaxFrameSize, 100)) },
        { "a frame size beyond the limit", Frames.Settings((SettingId.MaxFrameSize, 1 << 24)) },
        { "push announced by a server", Frames.Settings((SettingId.EnablePush, 1)) },
        { "the connection's window opened by nothing", Settings(Frames.WindowUpdate(0, 0)) },
        { "the connection's window opened too far", Settings(Frames.WindowUpdate(0, int.MaxValue)) },
        { "a window update of a wrong size", Settings(Frames.Frame(FrameType.WindowUpdate, FrameFlags.None, 0, 1)) },
        { "a ping of a wrong size", Settings(Frames.Frame(FrameType.Ping, FrameFlags.None, 0, 1)) },
        { "a ping on a stream", Settings(Frames.Frame(FrameType.Ping, FrameFlags.None, 1, new byte[8])) },
        { "a goaway of a wrong size", Settings(Frames.Frame(FrameType.GoAway, FrameFlags.None, 0, 1)) },
        { "a reset of a wrong size", Settings(Frames.Frame(FrameType.ResetStream, FrameFlags.None, 1, 1)) },
        { "a reset of no stream", Settings(Frames.Reset(0, Http2Error.Cancel)) },
        { "a continuation of nothing", Settings(Frames.Frame(FrameType.Continuation, FrameFlags.EndHeaders, 1)) },
        { "another frame amid headers", Settings(Frames.Frame(FrameType.Headers, FrameFlags.None, 1), Frames.Ping) },
        { "wrong compression", Settings(Frames.Frame(FrameType.Headers, FrameFlags.EndHeaders, 1, 0x80)) },
        { "headers that are too large", Settings([.. Enumerable.Repeat(Frames.Frame(FrameType.Headers, FrameFlags.None, 1, new byte[16_000]), 1),
            .. Enumerable.Repeat(Frames.Frame(FrameType.Continuation, FrameFlags.None, 1, new byte[16_000]), 66)]) },
        { "headers in too many pieces", Settings([Frames.Frame(FrameType.Headers, FrameFlags.None, 1),
            .. Enumerable.Repeat(Frames.Frame(FrameType.Continuation, FrameFlags.None, 1), 1100)]) },
        { "HTTP/1", "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray() },
        { "TLS", [0x15, 3, 1, 0, 2, 2, 70] },
    };

    /// <summary>What SocketsHttpHandler does not see a violation in, and waits on.</summary>
    private static readonly string[] _toleratedByChannel = ["push announced by a server"];

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_violation_is_internal(string what, byte[] answer)
    {
        bool told = false;
        using ScriptedPeer peer = Violating(connection =>
        {
            connection.Send(answer);
            told = connection.ReadUntil(FrameType.GoAway).Payload[7] != 0;
            connection.ReadToEnd();
        });
        RpcException failure;
        using (EdgeTransport transport = peer.Connect())
        {
            failure = transport.Fail(RawMethods.Echo, [1]);
        }

        Assert.True(failure.StatusCode == StatusCode.Internal, $"{what}: {failure.Status}");
        Assert.Equal(EdgeErrorOrigin.Transport, OriginOf(failure));
        Assert.True(SpinWait.SpinUntil(() => told, Transports.TestTimeout), what);
    }

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_violation_is_internal_over_the_channel(string what, byte[] answer)
    {
        bool isTolerated = _toleratedByChannel.Contains(what);
        using ScriptedPeer peer = Violating(connection =>
        {
            connection.Send(answer);
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Channel);

        RpcException failure = transport.Fail(RawMethods.Echo, [1], isTolerated ? TimeSpan.FromSeconds(1) : null);

        StatusCode expected = isTolerated ? StatusCode.DeadlineExceeded : StatusCode.Internal;
        Assert.True(failure.StatusCode == expected, $"{what}: {failure.Status}");
        Assert.True(isTolerated || OriginOf(failure) == EdgeErrorOrigin.Transport, $"{what}: {failure.Status}");
    }

    [Theory]
    [InlineData("HTTP/1")]
    [InlineData("TLS")]
    public void Another_protocol_is_named(string protocol)
    {
        byte[] answer = protocol == "TLS" ? [0x15, 3, 1, 0, 2, 2, 70] : "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Send(answer);
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Contains($"in {protocol}", transport.Fail(RawMethods.Echo, []).Status.Detail, StringComparison.Ordinal);
    }

    private static EdgeErrorOrigin OriginOf(RpcException failure) =>
        ErrorTranslator.Translate(failure, "Echo", "edge:1", Transports.TestTimeout).Origin;

    private static ScriptedPeer Violating(Action<PeerConnection> script) => new(connection =>
    {
        connection.ReadPreface();
        connection.ReadRequest();
        script(connection);
    });

    private static byte[] Settings(params byte[][] frames) =>
        [.. Frames.Settings(), .. frames.SelectMany(frame => frame)];
}
