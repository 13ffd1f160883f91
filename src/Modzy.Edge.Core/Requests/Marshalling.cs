using Google.Protobuf;
using Grpc.Core;
using Modzy.Edge.Payloads;
using Modzy.Edge.Transport.Grpc;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;

namespace Modzy.Edge.Requests;

/// <summary>
/// The marshallers. They announce the exact size first and then write into the buffer writer of the transport, which decides
/// where the bytes go.
/// </summary>
internal static class Marshalling
{
    /// <summary>For messages that write themselves. They are only ever sent.</summary>
    public static Marshaller<IWireMessage> Writer { get; } = new(
        static (message, context) =>
        {
            context.SetPayloadLength(message.Size);
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        static _ => throw new InvalidOperationException("A message of this kind is never received."));

    /// <summary>For receipts of jobs. They are only ever received.</summary>
    public static Marshaller<Job> Receipt { get; } = new(
        static (_, _) => throw new InvalidOperationException("A message of this kind is never sent."),
        static context => Job.Read(context.PayloadAsReadOnlySequence()) is { HasIdentifier: true } job
            ? job
            : throw ResponseException.Malformed("the edge acknowledged a job without giving it an identifier"));

    /// <summary>For inferences that were asked for: whoever is to wait for one needs its identifier.</summary>
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
