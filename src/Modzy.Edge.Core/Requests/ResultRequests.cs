using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Requests;

/// <summary>The operations on results.</summary>
internal static class ResultRequests
{
    public static EdgeRequest<JobResults> GetAll(string jobIdentifier) =>
        EdgeRequests.Unary(EdgeMethods.GetResults, JobIdentifiers.Message(jobIdentifier), JobResults.From);

    public static EdgeRequest<JobResult> Get(string jobIdentifier, string sourceKey) =>
        EdgeRequests.Unary(EdgeMethods.GetResult, Identify(jobIdentifier, sourceKey), JobResult.From);

    public static EdgeRequest<ReadOnlyMemory<byte>> GetOutput(string jobIdentifier, string sourceKey, string outputKey) =>
        EdgeRequests.Unary(
            EdgeMethods.GetResultOutput,
            new OutputIdentifier
            {
                ResultIdentifier = Identify(jobIdentifier, sourceKey),
                OutputIdentifier_ = Arguments.Required(outputKey, "output_key", "the name of an output, such as results.json"),
            },
            static output => output.Data.Memory);

    public static EdgeRequest<ResultVote> GetVote(string jobIdentifier, string sourceKey) =>
        EdgeRequests.Unary(EdgeMethods.GetVoteForResult, Identify(jobIdentifier, sourceKey), static reply => ResultVotes.From(reply.Vote));

    public static EdgeRequest<bool> Vote(string jobIdentifier, string sourceKey, ResultVote vote) => EdgeRequests.Unary(
        vote switch
        {
            ResultVote.None => EdgeMethods.ResetVotesForResult,
            ResultVote.Up => EdgeMethods.UpVoteResult,
            ResultVote.Down => EdgeMethods.DownVoteResult,
            _ => throw EdgeException.InvalidArgument("vote", $"is {(int)vote}; it must be up, down or none."),
        },
        Identify(jobIdentifier, sourceKey),
        static (Empty _) => true);

    private static ResultIdentifier Identify(string jobIdentifier, string sourceKey) => new()
    {
        JobIdentifier = JobIdentifiers.Message(jobIdentifier),
        InputIdentifier = Arguments.Text(sourceKey, "source_key"),
    };
}
