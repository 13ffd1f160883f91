using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Modzy.Edge.Emulator.Inferences;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Services;

/// <summary>InferenceService: runs inferences one by one or as a stream.</summary>
internal sealed class InferenceServiceEndpoint(
    InferenceRequestReader requests, InferenceRunner runner, IHostApplicationLifetime lifetime)
    : InferenceService.InferenceServiceBase
{
    // Requests that a stream reads ahead of its responses; beyond that the flow control of HTTP/2 stops the client.
    private const int Ahead = 16;

    public override Task<Inference> PerformInference(InferenceRequest request, ServerCallContext context) =>
        Task.FromResult(Start(request).ToSnapshot().ToMessage());

    public override Task<Inference> GetInferenceDetails(InferenceIdentifier request, ServerCallContext context) =>
        Task.FromResult(runner.Find(request.Identifier).ToSnapshot().ToMessage());

    /// <summary>Sends a response for each inference when it has ended, in the order of the requests.</summary>
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
                await responseStream.WriteAsync(run.ToSnapshot().ToMessage(), either.Token);
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
            // A status that nobody receives: any other exception would be logged as a failure of the emulator.
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

    /// <summary>Starts the inferences. An error ends the stream after the responses to earlier requests.</summary>
    private async Task ReadAsync(
        IAsyncStreamReader<InferenceRequest> requestStream,
        ChannelWriter<InferenceRun> runs,
        ConcurrentQueue<InferenceRun> started,
        CancellationToken cancellation)
    {
        Exception? end = null;
        try
        {
            await foreach (var request in requestStream.ReadAllAsync(cancellation))
            {
                var run = Start(request);
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

    private InferenceRun Start(InferenceRequest request)
    {
        var run = requests.Read(request);
        runner.Start(run);
        return run;
    }
}
