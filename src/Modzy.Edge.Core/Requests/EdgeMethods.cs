using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Payloads;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Requests;

/// <summary>The methods of the edge that the client calls, each with what writes its message and reads its reply.</summary>
internal static class EdgeMethods
{
    private const string JobService = "jobs.v1.JobService";
    private const string ResultsService = "results.v1.ResultsService";

    public static Method<IWireMessage, JobSubmissionReceipt> SubmitJob { get; } =
        Unary(JobService, "SubmitJob", Marshalling.Writer, Marshalling.Of(JobSubmissionReceipt.Parser));

    public static Method<JobIdentifier, JobDetails> GetJob { get; } =
        Unary(JobService, "GetJob", Marshalling.Of(JobIdentifier.Parser), Marshalling.Of(JobDetails.Parser));

    public static Method<Empty, JobFeatures> GetFeatures { get; } =
        Unary(JobService, "GetFeatures", Marshalling.Of(Empty.Parser), Marshalling.Of(JobFeatures.Parser));

    public static Method<JobIdentifier, Wire.Results.Results> GetResults { get; } =
        Unary(ResultsService, "GetResults", Marshalling.Of(JobIdentifier.Parser), Marshalling.Of(Wire.Results.Results.Parser));

    private static Method<TMessage, TReply> Unary<TMessage, TReply>(
        string service, string name, Marshaller<TMessage> message, Marshaller<TReply> reply) =>
        new(MethodType.Unary, service, name, message, reply);
}
