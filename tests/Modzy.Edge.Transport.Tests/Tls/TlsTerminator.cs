using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Modzy.Edge.Transport.Tests.Tls;

/// <summary>Ends TLS in front of a peer that speaks plaintext.</summary>
internal sealed class TlsTerminator : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly EdgeEndpoint? _target;
    private readonly SslServerAuthenticationOptions _options;
    private readonly bool _keepsOpen;

    /// <param name="target">The peer; null to close the connection after the first byte.</param>
    /// <param name="certificate">The certificate of the server.</param>
    /// <param name="configure">Changes the options of TLS.</param>
    /// <param name="keepsOpen">Whether, after close_notify, only the client closes TCP.</param>
    public TlsTerminator(
        EdgeEndpoint? target,
        X509Certificate2 certificate,
        Action<SslServerAuthenticationOptions>? configure = null,
        bool keepsOpen = false)
    {
        _keepsOpen = keepsOpen;
        _target = target;
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };
        configure?.Invoke(_options);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var inside = new TcpClient())
        {
            try
            {
                await using var outside = new SslStream(client.GetStream());
                await outside.AuthenticateAsServerAsync(_options);
                if (_target is null)
                {
                    await outside.ReadExactlyAsync(new byte[1]);
                    return;
                }

                await inside.ConnectAsync(IPAddress.Loopback, _target.Port);
                NetworkStream stream = inside.GetStream();
                Task forward = RelayAsync(outside, stream, () => inside.Client.Shutdown(SocketShutdown.Send));
                await RelayAsync(stream, outside, static () => { });
                await outside.ShutdownAsync();
                if (!_keepsOpen)
                {
                    client.Client.Shutdown(SocketShutdown.Send);
                }

                await forward;
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException
                or System.Security.Authentication.AuthenticationException or InvalidOperationException)
            {
                // The test knows.
            }
        }
    }

    private static async Task RelayAsync(Stream from, Stream to, Action end)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer) is int count and > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count));
        }

        end();
    }
}
