using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Accounting;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>
/// Removes from the text of an edge what it echoes of a secret in the request: messages of errors go to logs.
/// </summary>
internal static class SecretMask
{
    private const string Mask = "***";

    /// <summary>Shorter ones guard nothing, and masking them would damage the text.</summary>
    private const int Shortest = 6;

    /// <summary>The failure of a call, without the secrets of its request.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="request">The message that was sent; <see cref="StreamSecrets"/> of a stream.</param>
    /// <param name="metadata">The metadata that was sent.</param>
    public static RpcException Apply(RpcException failure, object request, Metadata? metadata)
    {
        Status status = failure.Status;
        if (status.DebugException is not null || status.Detail.Length < Shortest)
        {
            return failure; // the text is ours
        }

        string masked = Apply(status.Detail, SecretsOf(request).Concat(CallMetadata.Credentials(metadata)));
        if (masked == status.Detail)
        {
            return failure;
        }

        // Without the trailers, which can repeat the text.
        RpcException result = new RpcException(new Status(status.StatusCode, masked))
            .WithAttempts(StatusMapping.AttemptsOf(failure));
        return StatusMapping.SentOf(failure) is EdgeSent sent ? result.WithSent(sent) : result;
    }

    /// <summary>The text without the secrets.</summary>
    public static string Apply(string text, IEnumerable<string> secrets)
    {
        foreach (string secret in secrets)
        {
            if (secret.Length >= Shortest)
            {
                text = text.Replace(secret, Mask, StringComparison.Ordinal);
            }
        }

        return text;
    }

    /// <summary>The secret of an access key: what follows the dot. The prefix before it is no secret.</summary>
    public static string SecretOf(string accessKey) =>
        accessKey[(accessKey.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static IEnumerable<string> SecretsOf(object request) => request switch
    {
        IWireMessage message => message.Secrets,
        StreamSecrets stream => stream.ToArray(),
        APIKeyIdentifier key => KeyWithSecret(key.Prefix),
        JobFilter filter => KeyWithSecret(filter.AccessKey),
        JobHistoryFilter filter => KeyWithSecret(filter.AccessKey),
        _ => [],
    };

    /// <summary>The methods that take the prefix of an access key are given whole ones.</summary>
    private static IEnumerable<string> KeyWithSecret(string key) =>
        key.Contains('.', StringComparison.Ordinal) ? [SecretOf(key)] : [];
}
