using Grpc.Core;

namespace Modzy.Edge.Emulator.Services;

/// <summary>The API key of a call. It is not checked: it only identifies who submitted a job.</summary>
internal static class AccessKey
{
    private const string Scheme = "ApiKey";

    /// <summary>The prefix for calls without a key.</summary>
    private const string Default = "emulator";

    /// <summary>The public part of the key in "authorization: ApiKey PUBLIC.SECRET"; the secret is ignored.</summary>
    public static string PrefixOf(ServerCallContext context)
    {
        var words = context.RequestHeaders.GetValue("authorization")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var scheme, var key] && scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase)
            && key.IndexOf('.', StringComparison.Ordinal) is var dot and > 0
            ? key[..dot]
            : Default;
    }
}
