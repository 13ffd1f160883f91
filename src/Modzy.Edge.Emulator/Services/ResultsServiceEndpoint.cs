using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Hands out what came out of jobs, and takes votes on it.</summary>
internal sealed class ResultsServiceEndpoint(JobStore store) : ResultsService.ResultsServiceBase
{
    private static readonly Task<Empty> Done = Task.FromResult(new Empty());

    public override Task<Wire.Results.Results> GetResults(JobIdentifier request, ServerCallContext context) =>
        Task.FromResult(store.Find(request.Identifier).ToResults());

    public override Task<Result> GetResult(ResultIdentifier request, ServerCallContext context) =>
        Task.FromResult(JobOf(request).ToResult(request.InputIdentifier));

    public override Task<ResultOutput> GetResultOutput(OutputIdentifier request, ServerCallContext context)
    {
        var result = request.ResultIdentifier ?? throw RpcErrors.InvalidArgument("result_identifier", "must be set");
        var job = JobOf(result);
        RpcErrors.RequireNonEmpty("output_identifier", request.OutputIdentifier_);
        var output = job.Output(result.InputIdentifier, request.OutputIdentifier_);
        return Task.FromResult(new ResultOutput { Data = UnsafeByteOperations.UnsafeWrap(output) });
    }

    public override Task<Empty> UpVoteResult(ResultIdentifier request, ServerCallContext context) =>
        Vote(request, ResultVote.Types.Vote.Up);

    public override Task<Empty> DownVoteResult(ResultIdentifier request, ServerCallContext context) =>
        Vote(request, ResultVote.Types.Vote.Down);

    public override Task<Empty> ResetVotesForResult(ResultIdentifier request, ServerCallContext context) =>
        Vote(request, ResultVote.Types.Vote.NoVotes);

    public override Task<ResultVote> GetVoteForResult(ResultIdentifier request, ServerCallContext context) =>
        Task.FromResult(new ResultVote { Vote = JobOf(request).GetVote(request.InputIdentifier) });

    private Task<Empty> Vote(ResultIdentifier result, ResultVote.Types.Vote vote)
    {
        JobOf(result).SetVote(result.InputIdentifier, vote);
        return Done;
    }

    private Job JobOf(ResultIdentifier result)
    {
        var job = store.Find(result.JobIdentifier?.Identifier);
        RpcErrors.RequireNonEmpty("input_identifier", result.InputIdentifier);
        return job;
    }
}
