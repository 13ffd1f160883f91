using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class StandardServicesTests
{
    [Fact]
    public async Task The_health_check_returns_SERVING()
    {
        await using var emulator = await StartAsync();

        var health = await new Health.HealthClient(emulator.Channel).CheckAsync(new HealthCheckRequest(), Call);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task Reflection_lists_the_services()
    {
        await using var emulator = await StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(emulator.Channel).ServerReflectionInfo(Call);

        var cancellation = TestContext.Current.CancellationToken;
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, cancellation);
        Assert.True(await call.ResponseStream.MoveNext(cancellation));
        var services = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name);
        await call.RequestStream.CompleteAsync();

        Assert.Contains("jobs.v1.JobService", services);
        Assert.Contains("results.v1.ResultsService", services);
        Assert.Contains("inferences.api.v1.InferenceService", services);
    }
}
