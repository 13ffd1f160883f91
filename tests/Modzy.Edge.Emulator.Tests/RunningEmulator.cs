using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Wire.Inferences;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Emulator.Tests;

/// <summary>An emulator in this process on a free port, and gRPC clients for it.</summary>
internal sealed class RunningEmulator : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly GrpcChannel _channel;

    private RunningEmulator(WebApplication server)
    {
        _server = server;
        Address = EmulatorServer.AddressOf(server);
        _channel = GrpcChannel.ForAddress(
            $"http://{Address}", new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Jobs = new JobService.JobServiceClient(_channel);
        Inferences = new InferenceService.InferenceServiceClient(_channel);
        Results = new ResultsService.ResultsServiceClient(_channel);
    }

    public string Address { get; }

    public ChannelBase Channel => _channel;

    public JobService.JobServiceClient Jobs { get; }

    public InferenceService.InferenceServiceClient Inferences { get; }

    public ResultsService.ResultsServiceClient Results { get; }

    public static async Task<RunningEmulator> StartAsync(EmulatorOptions? options = null)
    {
        var quiet = (options ?? new EmulatorOptions()) with { LogLevel = LogLevel.Warning };
        var server = EmulatorServer.Create(quiet, new IPEndPoint(IPAddress.Loopback, 0));
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new RunningEmulator(server);
    }

    /// <summary>Polls the job until the condition is true.</summary>
    public async Task<JobDetails> WaitAsync(string identifier, Func<JobDetails, bool> condition)
    {
        while (true)
        {
            var details = await Jobs.GetJobAsync(new JobIdentifier { Identifier = identifier }, Call);
            if (condition(details))
            {
                return details;
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public Task<JobDetails> WaitUntilFinalAsync(string identifier) =>
        WaitAsync(identifier, details => details.Status is "COMPLETE" or "FAILED" or "CANCELED");

    /// <summary>The options of every call: a deadline, and the cancellation token of the test.</summary>
    public static CallOptions Call =>
        new(deadline: DateTime.UtcNow.AddSeconds(60), cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>The status of a call that fails.</summary>
    public static async Task<Status> StatusOf<T>(AsyncUnaryCall<T> call) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await call)).Status;

    public Task StopAsync() => _server.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await StopAsync();
        await _server.DisposeAsync();
    }
}
