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
        int attempt = 1;
        if (!options.CancellationToken.IsCancellationRequested
            && transport.TryStart(method, options, request, handler, ref call))
        {
            using (options.CancellationToken.UnsafeRegister(static call => ((AsyncCall)call!).Cancel(), call))
            {
                handler._completed.Task.Wait(CancellationToken.None);
            }

            if (UnaryCaller.TryFinish(
                call!, method, options.CancellationToken.IsCancellationRequested) is byte[] reply)
            {
                return reply;
            }

            attempt = 2;
        }

        return transport.UnaryAsync(method, options, request, attempt).AsTask().GetAwaiter().GetResult();
    }

    public WaitingThread? OnCompleted(WaitingThread? toWake)
    {
        _completed.SetResult();
        return toWake;
    }
}
