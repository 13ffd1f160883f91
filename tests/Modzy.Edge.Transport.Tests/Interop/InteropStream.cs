using Grpc.Core;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests.Interop;

/// <summary>A stream of gRPC's interop server over either transport.</summary>
internal sealed class InteropStream : IDisposable
{
    private readonly StreamConnection? _direct;
    private readonly AsyncDuplexStreamingCall<byte[], byte[]>? _channel;
    private readonly CancellationTokenSource _cancellation =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    /// <param name="transport">Carries it, and ends with it.</param>
    /// <param name="method">The name of the method.</param>
    /// <param name="time">Bounds the whole call.</param>
    /// <param name="headers">Its metadata.</param>
    public InteropStream(EdgeTransport transport, string method, TimeSpan? time = null, Metadata? headers = null)
    {
        Transport = transport;
        var called = new Method<byte[], byte[]>(
            MethodType.DuplexStreaming, "grpc.testing.TestService", method, RawMethods.Bytes, RawMethods.Bytes);
        TimeSpan limit = time ?? Transports.TestTimeout;
        var options = new CallOptions(headers, DateTime.UtcNow + limit, _cancellation.Token);
        _direct = transport.OpenStream(called, limit, limit, options);
        _channel = _direct is null ? transport.DuplexStream(called, options) : null;
    }

    public EdgeTransport Transport { get; }

    public void Send(byte[] message) => Run(() =>
    {
        _direct?.Send(RawMethods.Bytes, message, Deadline.After(Transports.TestTimeout), CancellationToken.None);
        _channel?.RequestStream.WriteAsync(message, CancellationToken.None).GetAwaiter().GetResult();
        return true;
    });

    public void HalfClose() => Run(() =>
    {
        try
        {
            _direct?.HalfClose();
        }
        catch (StreamEndedException)
        {
            // A server that expects one message may have answered it, and ended the stream. Receive tells how.
        }

        _channel?.RequestStream.CompleteAsync().GetAwaiter().GetResult();
        return true;
    });

    /// <summary>Waits for the next response; null after the last one.</summary>
    public byte[]? Receive() => Run(() =>
        _direct is not null ? _direct.Receive(RawMethods.Bytes, Deadline.After(Transports.TestTimeout))
        : _channel!.ResponseStream.MoveNext(CancellationToken.None).GetAwaiter().GetResult()
            ? _channel.ResponseStream.Current : null);

    public void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        _direct?.Dispose();
        _channel?.Dispose();
        _cancellation.Dispose();
        Transport.Dispose();
    }

    /// <summary>The direct transport leaves the status of a cancelled stream to the stream of inferences above it.</summary>
    private static T Run<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (OperationCanceledException e)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "cancelled", e));
        }
    }
}
