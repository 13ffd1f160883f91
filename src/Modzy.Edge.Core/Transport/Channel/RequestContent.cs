using System.Net;
using Grpc.Core;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Channel;

/// <summary>The request of a unary call. The message is serialized each time the handler sends it.</summary>
internal sealed class UnaryRequestContent<TMessage>(
    ChannelCall call, Marshaller<TMessage> marshaller, TMessage message) : HttpContent
{
    /// <summary>How much of the message the handler can have sent.</summary>
    public EdgeSent Sent { get; private set; }

    /// <summary>How often the handler has begun to send it.</summary>
    public int Attempts { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The handler retries when the peer has refused the stream.
        call.OnConnected();
        Attempts++;
        Sent = EdgeSent.None;
        using var pieces = new PooledMessage();
        pieces.Write(marshaller, message);
        await pieces.CopyToAsync(
            stream, call.Activity, isLast => Sent = isLast
                ? EdgeSent.All : EdgeSent.Part, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

/// <summary>The requests of a stream.</summary>
internal sealed class StreamRequestContent<TMessage>(ChannelCall call, Marshaller<TMessage> marshaller)
    : HttpContent, IClientStreamWriter<TMessage>
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Stream? _stream;
    private bool _hasWritten;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TMessage message) => WriteAsync(message, CancellationToken.None);

    /// <exception cref="RpcException">The call has ended.</exception>
    public async Task WriteAsync(TMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _opened.Task.WaitAsync(call.Cancellation).ConfigureAwait(false);
            Stream stream;
            lock (_gate)
            {
                _hasWritten = true;
                stream = _stream!;
            }

            using var pieces = new PooledMessage();
            pieces.Write(marshaller, message);
            await pieces.CopyToAsync(stream, call.Activity, null, call.Cancellation).ConfigureAwait(false);
            await stream.FlushAsync(call.Cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (call.Failure(e) is RpcException failure)
        {
            throw failure;
        }
    }

    public Task CompleteAsync()
    {
        End();
        return Task.CompletedTask;
    }

    /// <summary>Ends the stream of requests.</summary>
    public void End() => _ended.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_hasWritten)
            {
                // The handler retries on another connection, but the messages sent are gone.
                throw new ConnectionException("the edge does not take the call on this connection");
            }

            _stream = stream;
        }

        call.OnConnected();

        // Sends the headers without waiting for a message.
        // The handler's token is not used: the handler cancels it when the connection is lost or the stream was reset,
        // and reports the cancellation in place of the cause if the body ends with it.
        await stream.FlushAsync(call.Cancellation).ConfigureAwait(false);
        _opened.TrySetResult();
        await _ended.Task.WaitAsync(call.Cancellation).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
