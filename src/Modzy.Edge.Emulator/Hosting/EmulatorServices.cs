using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Modzy.Edge.Emulator.Inferences;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Emulator.S3;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Inferences;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Registers the parts of the emulator and maps its gRPC services.</summary>
internal static class EmulatorServices
{
    public static IServiceCollection AddEmulator(this IServiceCollection services, EmulatorOptions options)
    {
        services
            .AddSingleton(options)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ModelCatalog>()
            .AddSingleton<S3Store>()
            .AddSingleton<CloudInputs>()
            .AddSingleton<JobInputReader>()
            .AddSingleton<InferenceRequestReader>()
            .AddSingleton<JobStore>()
            .AddSingleton<JobRunner>()
            .AddSingleton<InferenceRunner>()
            .AddSingleton<ItemWorker>()
            .AddSingleton<Usage>()
            .AddSingleton<WorkQueue>()
            .AddSingleton<SubmitEndpoint>()
            .AddSingleton<JobServiceEndpoint>()
            .AddSingleton<ResultsServiceEndpoint>()
            .AddSingleton<InferenceServiceEndpoint>()
            .AddServed<JobServiceEndpoint>(JobServiceEndpoint.Bind)
            .AddServed<ResultsServiceEndpoint>(ResultsService.BindService)
            .AddServed<InferenceServiceEndpoint>(InferenceService.BindService)
            .AddHostedService(provider => provider.GetRequiredService<WorkQueue>())
            .AddHostedService<OpenJobSweeper>();

        // AddGrpcReflection finds the services by reflection that ahead-of-time compilation does not support.
        services.AddSingleton(new ReflectionServiceImpl(
            JobService.Descriptor, ResultsService.Descriptor, InferenceService.Descriptor, Health.Descriptor));
        services.AddGrpcHealthChecks().AddCheck("emulator", () => HealthCheckResult.Healthy());
        services.AddRoutingCore().AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = (int)Math.Min(options.MaxMessageSize.Bytes, int.MaxValue);
            grpc.MaxSendMessageSize = null;
        });
        return services;
    }

    private static IServiceCollection AddServed<T>(this IServiceCollection services, Action<ServiceBinderBase, T> bind)
        where T : class => services
            .AddSingleton<Served<T>>()
            .AddSingleton<IServiceMethodProvider<Served<T>>>(provider => new ServedMethods<T>(
                binder => bind(binder, provider.GetRequiredService<T>()),
                provider.GetRequiredService<ILogger<ServedMethods<T>>>()));

    public static void MapEmulator(this WebApplication server)
    {
        server.MapGrpcService<Served<JobServiceEndpoint>>();
        server.MapGrpcService<Served<ResultsServiceEndpoint>>();
        server.MapGrpcService<Served<InferenceServiceEndpoint>>();
        server.MapGrpcService<ReflectionServiceImpl>();
        server.MapGrpcHealthChecksService();
    }
}
