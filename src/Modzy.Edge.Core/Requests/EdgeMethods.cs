using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Accounting;
using Modzy.Edge.Wire.Inferences;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;

namespace Modzy.Edge.Requests;

/// <summary>The gRPC methods of the edge, with their marshallers.</summary>
internal static class EdgeMethods
{
    private const string JobService = "jobs.v1.JobService";
    private const string ResultsService = "results.v1.ResultsService";
    private const string InferenceService = "inferences.api.v1.InferenceService";

    public static Method<IWireMessage, Job> SubmitJob { get; } =
        new(MethodType.Unary, JobService, "SubmitJob", Marshalling.Writer, Marshalling.Receipt);

    public static Method<IWireMessage, Empty> AddInputToJob { get; } = Sent(JobService, "AddInputToJob", Empty.Parser);

    public static Method<JobIdentifier, Job> CloseJob { get; } =
        new(MethodType.Unary, JobService, "CloseJob", Marshalling.Of(JobIdentifier.Parser), Marshalling.Receipt);

    public static Method<JobIdentifier, JobDetails> GetJob { get; } =
        Unary(JobService, "GetJob", JobIdentifier.Parser, JobDetails.Parser);

    public static Method<JobFilter, JobSummaryList> GetJobs { get; } =
        Unary(JobService, "GetJobs", JobFilter.Parser, JobSummaryList.Parser);

    public static Method<JobHistoryFilter, JobDetailsList> GetJobHistory { get; } =
        Unary(JobService, "GetJobHistory", JobHistoryFilter.Parser, JobDetailsList.Parser);

    public static Method<JobIdentifier, JobDetailsList> GetHistoryForJob { get; } =
        Unary(JobService, "GetHistoryForJob", JobIdentifier.Parser, JobDetailsList.Parser);

    public static Method<JobIdentifier, JobDetails> CancelJob { get; } =
        Unary(JobService, "CancelJob", JobIdentifier.Parser, JobDetails.Parser);

    public static Method<Empty, JobDetailsList> CancelAllJobs { get; } =
        Unary(JobService, "CancelAllJobs", Empty.Parser, JobDetailsList.Parser);

    public static Method<IWireMessage, Wire.Jobs.JobFeatures> GetFeatures { get; } =
        Sent(JobService, "GetFeatures", Wire.Jobs.JobFeatures.Parser);

    public static Method<Empty, JobStatisticsList> GetStatistics { get; } =
        Unary(JobService, "GetStatistics", Empty.Parser, JobStatisticsList.Parser);

    public static Method<APIKeyIdentifier, Wire.Jobs.JobStatistics> GetStatisticsForAccessKey { get; } =
        Unary(JobService, "GetStatisticsForAccessKey", APIKeyIdentifier.Parser, Wire.Jobs.JobStatistics.Parser);

    public static Method<JobIdentifier, Wire.Results.Results> GetResults { get; } =
        Unary(ResultsService, "GetResults", JobIdentifier.Parser, Wire.Results.Results.Parser);

    public static Method<ResultIdentifier, Result> GetResult { get; } =
        Unary(ResultsService, "GetResult", ResultIdentifier.Parser, Result.Parser);

    public static Method<OutputIdentifier, ResultOutput> GetResultOutput { get; } =
        Unary(ResultsService, "GetResultOutput", OutputIdentifier.Parser, ResultOutput.Parser);

    public static Method<ResultIdentifier, Empty> UpVoteResult { get; } =
        Unary(ResultsService, "UpVoteResult", ResultIdentifier.Parser, Empty.Parser);

    public static Method<ResultIdentifier, Empty> DownVoteResult { get; } =
        Unary(ResultsService, "DownVoteResult", ResultIdentifier.Parser, Empty.Parser);

    public static Method<ResultIdentifier, Empty> ResetVotesForResult { get; } =
        Unary(ResultsService, "ResetVotesForResult", ResultIdentifier.Parser, Empty.Parser);

    public static Method<ResultIdentifier, Wire.Results.ResultVote> GetVoteForResult { get; } =
        Unary(ResultsService, "GetVoteForResult", ResultIdentifier.Parser, Wire.Results.ResultVote.Parser);

    public static Method<IWireMessage, Wire.Inferences.Inference> PerformInference { get; } =
        new(MethodType.Unary, InferenceService, "PerformInference", Marshalling.Writer, Marshalling.NewInference);

    public static Method<InferenceIdentifier, Wire.Inferences.Inference> GetInferenceDetails { get; } =
        Unary(InferenceService, "GetInferenceDetails", InferenceIdentifier.Parser, Wire.Inferences.Inference.Parser);

    public static Method<IWireMessage, Wire.Inferences.Inference> StreamInferences { get; } = new(
        MethodType.DuplexStreaming,
        InferenceService,
        "StreamInferences",
        Marshalling.Writer,
        Marshalling.Of(Wire.Inferences.Inference.Parser));

    private static Method<IWireMessage, TReply> Sent<TReply>(string service, string name, MessageParser<TReply> reply)
        where TReply : class, IMessage<TReply>, IBufferMessage =>
        new(MethodType.Unary, service, name, Marshalling.Writer, Marshalling.Of(reply));

    private static Method<TMessage, TReply> Unary<TMessage, TReply>(
        string service, string name, MessageParser<TMessage> message, MessageParser<TReply> reply)
        where TMessage : class, IMessage<TMessage>, IBufferMessage
        where TReply : class, IMessage<TReply>, IBufferMessage =>
        new(MethodType.Unary, service, name, Marshalling.Of(message), Marshalling.Of(reply));
}

/// <summary>
/// The marshallers. They announce the exact size first and then write into the buffer writer of the transport, which
/// decides where the bytes go.
/// </summary>
internal static class Marshalling
{
    /// <summary>For messages that write themselves. They are only sent.</summary>
    public static Marshaller<IWireMessage> Writer { get; } = new(
        static (message, context) =>
        {
            context.SetPayloadLength(message.Size);
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        static _ => throw new InvalidOperationException("A message of this kind is never received."));

    /// <summary>For receipts of jobs. They are only received.</summary>
    public static Marshaller<Job> Receipt { get; } = new(
        static (_, _) => throw new InvalidOperationException("A message of this kind is never sent."),
        static context =>
        {
            JobSubmissionReceipt receipt = JobSubmissionReceipt.Parser.ParseFrom(context.PayloadAsReadOnlySequence());
            return receipt.JobIdentifier.Length > 0
                ? Job.From(receipt, context.PayloadLength)
                : throw ResponseException.Malformed("the edge acknowledged a job without giving it an identifier");
        });

    /// <summary>For requested inferences, which must have an identifier to wait for.</summary>
    public static Marshaller<WireInference> NewInference { get; } = new(
        static (_, _) => throw new InvalidOperationException("A message of this kind is never sent."),
        static context =>
        {
            WireInference inference = WireInference.Parser.ParseFrom(context.PayloadAsReadOnlySequence());
            return inference.Identifier.Length > 0 || InferenceStates.IsFinal(inference.Status)
                ? inference
                : throw ResponseException.Malformed("the edge took the inference without giving it an identifier");
        });

    /// <summary>For generated messages.</summary>
    public static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : class, IMessage<T>, IBufferMessage => new(
        static (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
