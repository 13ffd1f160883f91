using Grpc.Core;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tests;

/// <summary>
/// Makes calls as the operations of the client do that are not awaited: with a completion handler, if the multiplexed
/// connection can take them at once; else, and when they have to be sent again, as tasks.
/// </summary>
internal sealed class HandledCall : ICompletionHandler
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a call and waits for it.</summary>
    public static byte[] Run(
        EdgeTransport transport, Method<byte[], byte[]> method, CallOptions options, byte[] request)
    {
        var handler = new HandledCall();
        AsyncCall? call = null;
        RpcException? failure = null;
        if (!options.CancellationToken.IsCancellationRequested
            && transport.TryStart(method, options, request, handler, ref call))
        {
            using (options.CancellationToken.UnsafeRegister(static call => ((AsyncCall)call!).Cancel(), call))
            {
                handler._completed.Task.Wait(CancellationToken.None);
            }

            try
            {
                return UnaryCaller.Finish(call!, method, options.CancellationToken.IsCancellationRequested);
            }
            catch (RpcException e)
            {
                failure = e;
            }
        }

        return transport.UnaryAsync(method, options, request, failure: failure).AsTask().GetAwaiter().GetResult();
    }

    public WaitingThread? OnCompleted(WaitingThread? toWake)
    {
        _completed.SetResult();
        return toWake;
    }
}
