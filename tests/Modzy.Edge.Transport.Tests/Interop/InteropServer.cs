using System.Globalization;

namespace Modzy.Edge.Transport.Tests.Interop;

/// <summary>gRPC's interop server, once without and once with TLS; each begins when a test needs it.</summary>
public sealed class InteropServer : IDisposable
{
    private const string Server = "MODZY_EDGE_INTEROP_GRPC";
    private const string Authority = "MODZY_EDGE_INTEROP_GRPC_CA";

    /// <summary>A name in the certificate that all interop servers have.</summary>
    private const string ServerName = "foo.test.google.fr";

    private readonly Lazy<ForeignServer> _plaintext = new(static () => Start(isTls: false));
    private readonly Lazy<ForeignServer> _tls = new(static () => Start(isTls: true));

    internal EdgeTransport Connect(TransportPath path, bool isTls) => isTls
        ? Transports.Open(path, _tls.Value.Endpoint, new EdgeClientOptions
        {
            Tls = new EdgeTlsOptions { CaFile = Environment.GetEnvironmentVariable(Authority), ServerName = ServerName },
        })
        : Transports.Open(path, _plaintext.Value.Endpoint);

    public void Dispose()
    {
        foreach (Lazy<ForeignServer> server in (Lazy<ForeignServer>[])[_plaintext, _tls])
        {
            if (server.IsValueCreated)
            {
                server.Value.Dispose();
            }
        }
    }

    /// <summary>It neither chooses a port itself nor says that it listens.</summary>
    private static ForeignServer Start(bool isTls)
    {
        int port = UnusedPort.Find();
        return ForeignServer.StartOn(
            port, Server, string.Create(CultureInfo.InvariantCulture, $"--port={port}"), isTls ? "--use_tls=true" : "--use_tls=false");
    }
}
