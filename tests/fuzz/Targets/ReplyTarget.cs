using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Modzy.Edge.Json;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Fuzz;

/// <summary>
/// The message of a response: the first byte says of which method and how it is compressed, the second how long the
/// pieces are in which it comes. What is accepted becomes JSON that can be read.
/// </summary>
internal static class ReplyTarget
{
    private const long Limit = 1 << 22;

    private static readonly Action<DeserializationContext, IBufferWriter<byte>>[] _methods =
    [
        Of(EdgeMethods.SubmitJob, static (output, job) => job.WriteJson(output)),
        Of(EdgeMethods.GetJob, static (output, details) => Job.From(details).WriteJson(output)),
        Of(EdgeMethods.GetJobs, static (output, list) => JobPage.From(list).WriteJson(output)),
        Of(EdgeMethods.GetJobHistory, static (output, list) => JobPage.From(list).WriteJson(output)),
        Of(EdgeMethods.GetFeatures, static (output, features) => EdgeFeatures.From(features).WriteJson(output)),
        Of(EdgeMethods.GetStatisticsForAccessKey, static (output, it) => AccessKeyStatistics.From(it).WriteJson(output)),
        Of(EdgeMethods.GetResults, static (output, results) => JobResults.From(results).WriteJson(output)),
        Of(EdgeMethods.GetResult, static (output, result) => JobResult.From(result).WriteJson(output)),
        Of(EdgeMethods.PerformInference, static (output, inference) => Inference.From(inference).WriteJson(output)),
        Of(EdgeMethods.StreamInferences, static (output, inference) => Inference.From(inference).WriteJson(output)),
    ];

    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return;
        }

        var deframer = new MessageDeframer();
        deframer.Begin(Limit, Deadline.Never);
        ReadOnlySpan<byte> encoding = (input[0] / _methods.Length % 4) switch
        {
            0 => "gzip"u8,
            1 => "deflate"u8,
            2 => "snappy"u8,
            _ => default,
        };
        try
        {
            if (IsMalformed(deframer, input[2..], input[1] + 1, encoding))
            {
                return;
            }

            var json = new ArrayBufferWriter<byte>();
            try
            {
                _methods[input[0] % _methods.Length](new ResponseContext(deframer.Buffer), json);
            }
            catch (Exception e) when (e is InvalidProtocolBufferException or ResponseException or OutOfMemoryException)
            {
                return;
            }

            var reader = new Utf8JsonReader(json.WrittenSpan, new JsonReaderOptions { MaxDepth = 1000 });
            while (reader.Read())
            {
                _ = reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
            }
        }
        finally
        {
            deframer.Buffer.Clear();
        }
    }

    private static bool IsMalformed(
        MessageDeframer deframer, ReadOnlySpan<byte> data, int pieceLength, ReadOnlySpan<byte> encoding)
    {
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> piece = data[..Math.Min(pieceLength, data.Length)];
            data = data[piece.Length..];
            if (deframer.Take(piece) is not null)
            {
                return true;
            }
        }

        return deframer.End(encoding, Deadline.Never) is not null;
    }

    private static Action<DeserializationContext, IBufferWriter<byte>> Of<TRequest, TReply>(
        Method<TRequest, TReply> method, Action<IBufferWriter<byte>, TReply> write) =>
        (context, output) => write(output, method.ResponseMarshaller.ContextualDeserializer(context));
}
