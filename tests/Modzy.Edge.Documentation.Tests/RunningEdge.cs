using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Emulator;
using Modzy.Edge.Emulator.Hosting;

namespace Modzy.Edge.Documentation.Tests;

/// <summary>
/// An emulator in this process, with a job and an inference that have come to their end; and what else examples find:
/// files in the working directory, and secrets in the environment.
/// </summary>
public sealed class RunningEdge : IAsyncLifetime
{
    private static readonly string[] _secrets =
        ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY"];

    private readonly WebApplication _server = EmulatorServer.Create(
        new EmulatorOptions { LogLevel = LogLevel.None }, new IPEndPoint(IPAddress.Loopback, 0));

    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("modzy-edge-examples-");
    private readonly string _workingDirectory = Environment.CurrentDirectory;

    public static string Host => "127.0.0.1";

    public int Port => IPEndPoint.Parse(EmulatorServer.AddressOf(_server)).Port;

    public Job Job { get; private set; } = null!;

    public Inference Inference { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync(TestContext.Current.CancellationToken);
        using var client = new EdgeClient(Host, Port);
        Job = client.Jobs.SubmitEmbedded(
            "inspector", "1.0.0", [new EdgeSource("my-input", new EdgeInput("input.txt", "some bytes"u8.ToArray()))]);
        Job = client.Jobs.Wait(Job.JobIdentifier);
        Inference = client.Inferences.Run("inspector", "1.0.0", [InferenceInput.FromText("input.txt", "some bytes")]);

        Environment.CurrentDirectory = _files.FullName;
        File.WriteAllBytes("front-door.jpg", [0xff, 0xd8, 0xff, 0xe0]);
        File.WriteAllBytes("back-door.jpg", [0xff, 0xd8, 0xff, 0xe1]);
        File.WriteAllBytes("monday.wav", new byte[1 << 16]);
        File.WriteAllBytes("tuesday.wav", new byte[1 << 16]);
        File.WriteAllText("question.txt", "Who is at the door?");
        WriteCertificate();
        foreach (string name in _secrets)
        {
            Environment.SetEnvironmentVariable(name, "example");
        }
    }

    /// <summary>Writes ca.pem, an authority, which is its device, too: device.pem and device.key.</summary>
    private static void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=example", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText("ca.pem", certificate.ExportCertificatePem());
        File.WriteAllText("device.pem", certificate.ExportCertificatePem());
        File.WriteAllText("device.key", key.ExportPkcs8PrivateKeyPem());
    }

    public async ValueTask DisposeAsync()
    {
        Environment.CurrentDirectory = _workingDirectory;
        _files.Delete(recursive: true);
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
    }
}
