using Grpc.Core;

namespace Modzy.Edge.Emulator.Services;

/// <summary>The API key of a call. The emulator lets everybody in; it only tells apart who submitted what.</summary>
internal static class AccessKey
{
    private const string Scheme = "ApiKey";

    /// <summary>What calls without a key count for.</summary>
    private const string Nobody = "emulator";

    /// <summary>The public part of the key in "authorization: ApiKey PUBLIC.SECRET"; the secret is ignored.</summary>
    public static string PrefixOf(ServerCallContext context)
    {
        var words = context.RequestHeaders.GetValue("authorization")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var scheme, var key] && scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase) && key.IndexOf('.', StringComparison.Ordinal) is var dot and > 0
            ? key[..dot]
            : Nobody;
    }
}
