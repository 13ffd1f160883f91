using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Fuzz;

/// <summary>
/// What a peer sends on a connection with three calls. Received in one piece, or in pieces of the length that the first
/// byte says, the same calls must succeed with the same messages; and what is sent in return must be frames.
/// </summary>
internal static class SessionTarget
{
    private const int Calls = 3;

    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<byte> received = input[1..];
        string whole = Outcome(received, Math.Max(1, received.Length));
        string parted = Outcome(received, (input[0] % 64) + 1);
        if (whole != parted)
        {
            throw new BrokenPromiseException($"in one piece: {whole}; in pieces of {(input[0] % 64) + 1} bytes: {parted}");
        }
    }

    private static string Outcome(ReadOnlySpan<byte> received, int pieceLength)
    {
        var session = new Http2Session();
        var streams = new ClientStream[Calls];
        var responses = new UnaryResponse[Calls];
        for (int i = 0; i < Calls; i++)
        {
            responses[i] = new UnaryResponse();
            responses[i].Begin(1 << 20, Deadline.Never);
            streams[i] = new ClientStream(i);
            session.Begin(streams[i], responses[i], [0x82, 0x86]);
            session.EndData(streams[i], 0, endStream: true);
        }

        CheckFrames(session.Output, preface: true);
        var said = new StringBuilder();
        try
        {
            while (!received.IsEmpty)
            {
                ReadOnlySpan<byte> piece = received[..Math.Min(pieceLength, received.Length)];
                received = received[piece.Length..];
                piece.CopyTo(session.Input.Free);
                session.Take(piece.Length);
                for (ClientStream? stream; (stream = session.TakeAnswered()) is not null;)
                {
                    said.Append(End(session, stream, responses[(int)stream.Owner!]));
                }

                session.UpdateWindows();
            }
        }
        catch (Exception e) when (e is Http2Exception or HpackException)
        {
            // Of a broken connection only that it is broken: what is told of it depends on how much was received.
            Http2Error error = StatusMapping.ToHttp2Error(e) ?? Http2Error.InternalError;
            said.Clear().Append("broken");
            session.Abandon(error);
        }

        CheckFrames(session.Output, preface: false);
        return said.ToString();
    }

    private static string End(Http2Session session, ClientStream stream, UnaryResponse response)
    {
        string outcome;
        try
        {
            bool succeeded = response.HasSucceeded(stream);
            response.ThrowIfFailed(stream, Deadline.Never);
            outcome = Convert.ToHexString(SHA256.HashData(response.Buffer.AsSequence().FirstSpan));
            if (!succeeded)
            {
                outcome += " late";
            }
        }
        catch (Exception e) when (e is RpcException or ConnectionException)
        {
            // Which of several faults is told depends on how much was received, too.
            outcome = "failed";
        }

        session.End(stream);
        return string.Create(CultureInfo.InvariantCulture, $"{stream.Id}: {outcome}\n");
    }

    private static void CheckFrames(SendBuffer output, bool preface)
    {
        const int PrefaceLength = 24;
        ReadOnlySpan<byte> rest = output.Pending;
        for (rest = preface ? rest[PrefaceLength..] : rest; !rest.IsEmpty;)
        {
            if (rest.Length < FrameHeader.Size)
            {
                throw new BrokenPromiseException("a frame without a whole header is sent");
            }

            FrameHeader header = FrameHeader.Read(rest);
            if (header.Length > FrameHeader.DefaultMaxLength || header.Length > rest.Length - FrameHeader.Size)
            {
                throw new BrokenPromiseException($"a frame of {header.Length} bytes is sent, or is cut");
            }

            rest = rest[(FrameHeader.Size + header.Length)..];
        }

        output.Consume(output.Pending.Length);
    }
}
