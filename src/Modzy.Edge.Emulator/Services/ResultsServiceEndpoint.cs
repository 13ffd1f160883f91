using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Emulator.Services;

/// <summary>ResultsService: the results of jobs, and votes on them.</summary>
internal sealed class ResultsServiceEndpoint(JobStore store) : ResultsService.ResultsServiceBase
{
    private static readonly Task<Empty> Done = Task.FromResult(new Empty());

    public override Task<Wire.Results.Results> GetResults(JobIdentifier request, ServerCallContext context) =>
        Task.FromResult(store.Find(request.Identifier).ToSnapshot().ToResults());

    public override Task<Result> GetResult(ResultIdentifier request, ServerCallContext context)
    {
        var job = JobOf(request);
        return Task.FromResult(job.FindResult(request.InputIdentifier).ToResult(job.ToSnapshot()));
    }

    public override Task<ResultOutput> GetResultOutput(OutputIdentifier request, ServerCallContext context)
    {
        var result = request.ResultIdentifier
            ?? throw EmulatorException.InvalidArgument("result_identifier", "must be set");
        var job = JobOf(result);
        EmulatorException.ThrowIfEmpty("output_identifier", request.OutputIdentifier_);
        if (request.OutputIdentifier_ != ModelRun.OutputName)
        {
            throw EmulatorException.NotFound(
                $"There is no output '{request.OutputIdentifier_}'; there is {ModelRun.OutputName}.");
        }

        var output = job.FindResult(result.InputIdentifier).Outcome!.Json;
        return Task.FromResult(new ResultOutput { Data = UnsafeByteOperations.UnsafeWrap(output) });
    }

    public override Task<Empty> UpVoteResult(ResultIdentifier request, ServerCallContext context) =>
        SetVote(request, Vote.Up);

    public override Task<Empty> DownVoteResult(ResultIdentifier request, ServerCallContext context) =>
        SetVote(request, Vote.Down);

    public override Task<Empty> ResetVotesForResult(ResultIdentifier request, ServerCallContext context) =>
        SetVote(request, Vote.NoVotes);

    public override Task<ResultVote> GetVoteForResult(ResultIdentifier request, ServerCallContext context) =>
        Task.FromResult(new ResultVote
        {
            Vote = (ResultVote.Types.Vote)JobOf(request).FindResult(request.InputIdentifier).Vote,
        });

    private Task<Empty> SetVote(ResultIdentifier result, Vote vote)
    {
        JobOf(result).SetVote(result.InputIdentifier, vote);
        return Done;
    }

    private Job JobOf(ResultIdentifier result)
    {
        var job = store.Find(result.JobIdentifier?.Identifier);
        EmulatorException.ThrowIfEmpty("input_identifier", result.InputIdentifier);
        return job;
    }
}
