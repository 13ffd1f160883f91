using Grpc.Core;
using Modzy.Edge.Emulator.Work;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Hands out what came out of jobs.</summary>
internal sealed class ResultsServiceEndpoint(JobStore store) : ResultsService.ResultsServiceBase
{
    public override Task<Wire.Results.Results> GetResults(JobIdentifier request, ServerCallContext context) =>
        Task.FromResult(store.Find(request.Identifier).ToResults());
}
