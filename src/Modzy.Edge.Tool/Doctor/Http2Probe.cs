using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Modzy.Edge.Tool.Doctor;

/// <summary>Finds out whether a peer speaks HTTP/2 without TLS (RFC 9113, section 3.3).</summary>
internal static class Http2Probe
{
    public const string Step = "HTTP/2";

    private const byte SettingsFrame = 4;

    private const string UseTls = "use --tls, or --tls-ca with the certificate of the authority that has issued the edge's";

    /// <summary>The client's connection preface: the magic, and a SETTINGS frame without settings.</summary>
    private static readonly byte[] _preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, SettingsFrame, 0, 0, 0, 0, 0];

    /// <param name="socket">Connected to the peer.</param>
    /// <param name="patience">How long the peer may take.</param>
    /// <param name="cancellation">Ends the probe.</param>
    public static async Task<Finding> RunAsync(Socket socket, TimeSpan patience, CancellationToken cancellation)
    {
        byte[] answer = new byte[64];
        int count = 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await socket.SendAsync(_preface, limit.Token);
            // A SETTINGS frame is recognised by its first bytes; more of it is not needed.
            while (count < 5 && await socket.ReceiveAsync(answer.AsMemory(count), limit.Token) is int read and > 0)
            {
                count += read;
            }
        }
        catch (SocketException e)
        {
            return Wrong(
                $"the connection was lost: {e.Message}",
                $"Look into the log of the edge, and of a proxy in between; if the edge expects TLS, {UseTls}.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Finding(
                Step,
                string.Create(CultureInfo.InvariantCulture, $"there is no answer within {patience.TotalSeconds:0.#} s"),
                $"The peer accepts connections and is silent: check the port, then restart the edge; if it expects TLS, {UseTls}.",
                ExitCodes.TimedOut);
        }

        return Judge(answer.AsSpan(0, count));
    }

    /// <summary>What the first bytes of the peer mean.</summary>
    internal static Finding Judge(ReadOnlySpan<byte> answer)
    {
        if (answer.Length >= 4 && answer[3] == SettingsFrame && answer[0] == 0)
        {
            return new Finding(Step, "the peer speaks HTTP/2 without TLS");
        }

        if (answer.Length == 0)
        {
            return Wrong(
                "the peer closed the connection without an answer",
                $"Check that this is the port of the edge; if it expects TLS, {UseTls}.");
        }

        if (answer[0] == 0x15 && answer.Length >= 2 && answer[1] == 3)
        {
            return Wrong("the peer wants TLS", $"U{UseTls[1..]}; or give the port on which the edge speaks plaintext.");
        }

        string text = Printable.Escape(Encoding.Latin1.GetString(answer));
        return answer.StartsWith("HTTP/1"u8)
            ? Wrong($"the peer speaks HTTP/1: {text}", "Check host and port: this is a web server or a proxy that does not forward HTTP/2.")
            : Wrong($"the peer speaks another protocol: {text}", "Check host and port.");
    }

    private static Finding Wrong(string what, string remedy) => new(Step, what, remedy, ExitCodes.CallFailed);
}
