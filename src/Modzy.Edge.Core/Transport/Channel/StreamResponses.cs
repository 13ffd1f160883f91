using Grpc.Core;

namespace Modzy.Edge.Transport.Channel;

/// <summary>What an edge answers on a stream.</summary>
internal sealed class StreamResponses<TResponse>(
    ChannelCall call, Task<ChannelResponse> response, Marshaller<TResponse> marshaller) : IAsyncStreamReader<TResponse>
    where TResponse : class
{
    private TResponse? _current;

    public TResponse Current => _current ?? throw new InvalidOperationException("Nothing was received yet.");

    /// <exception cref="RpcException">The call has failed.</exception>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            ChannelResponse answer = await response.ConfigureAwait(false);
            _current = await answer.ReadNextAsync(marshaller, call.Cancellation).ConfigureAwait(false);
            return _current is not null;
        }
        catch (Exception e) when (call.Failure(e) is RpcException failure)
        {
            throw failure;
        }
    }
}
