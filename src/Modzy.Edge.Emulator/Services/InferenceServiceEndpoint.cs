using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Modzy.Edge.Emulator.Inferences;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Runs inferences, one by one or as a stream.</summary>
internal sealed class InferenceServiceEndpoint(InferenceRunner runner, IHostApplicationLifetime lifetime)
    : InferenceService.InferenceServiceBase
{
    // Requests that a stream takes ahead of its answers; beyond that HTTP/2 holds the client back.
    private const int Ahead = 16;

    public override Task<Inference> PerformInference(InferenceRequest request, ServerCallContext context) =>
        Task.FromResult(runner.Start(request).ToMessage());

    public override Task<Inference> GetInferenceDetails(InferenceIdentifier request, ServerCallContext context) =>
        Task.FromResult(runner.Find(request.Identifier).ToMessage());

    /// <summary>Answers each request when its inference has ended, in the order of the requests.</summary>
    public override async Task StreamInferences(
        IAsyncStreamReader<InferenceRequest> requestStream,
        IServerStreamWriter<Inference> responseStream,
        ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        var runs = Channel.CreateBounded<InferenceRun>(Ahead);
        var started = new ConcurrentQueue<InferenceRun>();
        var reading = ReadAsync(requestStream, runs.Writer, started, either.Token);
        try
        {
            await foreach (var run in runs.Reader.ReadAllAsync(either.Token))
            {
                await run.Ended.WaitAsync(either.Token);
                await responseStream.WriteAsync(run.ToMessage(), either.Token);
                started.TryDequeue(out _);
            }

            await reading;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw RpcErrors.ShuttingDown();
        }
        catch (Exception e) when (e is IOException || context.CancellationToken.IsCancellationRequested)
        {
            // As a status, which nobody gets, rather than as a failure of the emulator, which would be logged.
            throw RpcErrors.ClientCancelled();
        }
        finally
        {
            await either.CancelAsync();
            await reading;
            foreach (var run in started)
            {
                runner.Cancel(run);
            }
        }
    }

    /// <summary>What ends the requests, be it a refusal, comes after the answers to those before it.</summary>
    private async Task ReadAsync(
        IAsyncStreamReader<InferenceRequest> requests,
        ChannelWriter<InferenceRun> runs,
        ConcurrentQueue<InferenceRun> started,
        CancellationToken cancellation)
    {
        Exception? end = null;
        try
        {
            await foreach (var request in requests.ReadAllAsync(cancellation))
            {
                var run = runner.Start(request);
                started.Enqueue(run);
                await runs.WriteAsync(run, cancellation);
            }
        }
        catch (Exception failure)
        {
            end = failure;
        }

        runs.Complete(end);
    }
}
