using System.Globalization;
using System.Text;
using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Accounting;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>
/// Removes from what a peer says whatever it echoes of a secret that it was sent: messages of errors go to logs. A
/// secret is found as it is, percent-encoded, escaped as in JSON, in Base64, and cut after its first half.
/// </summary>
/// <param name="secrets">The secrets. They are read when a text is masked.</param>
internal sealed class SecretMask(IEnumerable<string> secrets)
{
    private const string Mask = "***";

    /// <summary>Shorter secrets guard nothing, and shorter beginnings of secrets are those of many words.</summary>
    private const int Shortest = 6;

    private string[]? _forms;

    /// <summary>The secrets of a call.</summary>
    /// <param name="request">The message that was sent; <see cref="StreamSecrets"/> of a stream.</param>
    /// <param name="metadata">The metadata that was sent.</param>
    public SecretMask(object request, Metadata? metadata)
        : this(SecretsOf(request).Concat(CallMetadata.SecretsOf(metadata)))
    {
    }

    /// <summary>The same with other secrets, too.</summary>
    public SecretMask With(IEnumerable<string> more) => new(secrets.Concat(more));

    /// <summary>The failure of a call without the secrets; null if a cause on this side repeats one.</summary>
    public RpcException? Apply(RpcException failure)
    {
        Status status = failure.Status;
        for (Exception? e = status.DebugException; e is not null; e = e.InnerException)
        {
            if (Apply(e.Message) != e.Message)
            {
                return null;
            }
        }

        string detail = Apply(status.Detail);
        Metadata trailers = Apply(failure.Trailers);
        return detail == status.Detail && trailers.SequenceEqual(failure.Trailers) ? failure
            : new RpcException(new Status(status.StatusCode, detail, status.DebugException), trailers);
    }

    private Metadata Apply(Metadata trailers)
    {
        Metadata masked = [];
        foreach (Metadata.Entry entry in trailers.Where(entry => Apply(entry.Key) == entry.Key))
        {
            masked.Add(entry.IsBinary
                ? IsClean(entry.ValueBytes) ? entry : new Metadata.Entry(entry.Key, Encoding.UTF8.GetBytes(Mask))
                : Apply(entry.Value) is var value && value == entry.Value ? entry
                : new Metadata.Entry(entry.Key, value));
        }

        return masked;
    }

    private bool IsClean(byte[] value) => new[] { Encoding.UTF8.GetString(value), Convert.ToBase64String(value) }
        .All(text => Apply(text) == text);

    /// <summary>The text without the secrets.</summary>
    public string Apply(string text)
    {
        if (text.Length < Shortest)
        {
            return text;
        }

        _forms ??= [.. secrets.Where(static secret => secret.Length >= Shortest).Distinct().SelectMany(FormsOf)];
        StringBuilder? masked = null;
        int copied = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int length = LengthAt(text.AsSpan(i));
            if (length == 0)
            {
                continue;
            }

            masked ??= new StringBuilder(text.Length);
            if (i >= copied)
            {
                masked.Append(text, copied, i - copied).Append(Mask);
            }

            copied = Math.Max(copied, i + length);
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>The secret of an access key: what follows the dot. The prefix before it is no secret.</summary>
    public static string SecretOf(string accessKey) =>
        accessKey[(accessKey.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The password of Basic credentials: what follows the user name and a colon.</summary>
    public static string PasswordOf(string credentials) =>
        credentials[(credentials.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>
    /// The most that a text, from its beginning, has of a secret: secrets can have their beginning in common.
    /// </summary>
    private int LengthAt(ReadOnlySpan<char> text)
    {
        int longest = 0;
        foreach (string form in _forms!)
        {
            longest = Math.Max(longest, LengthAt(text, form));
        }

        return longest;
    }

    /// <summary>How much of a text, from its beginning, is a secret or enough of one; 0 if none.</summary>
    private static int LengthAt(ReadOnlySpan<char> text, string secret)
    {
        int enough = Math.Max(Shortest, secret.Length / 2);
        int length = 0;
        int count = 0;
        while (count < secret.Length && length < text.Length
            && EncodedLength(text[length..], secret[count]) is int next and > 0)
        {
            length += next;
            count++;
            int same = text[length..].CommonPrefixLength(secret.AsSpan(count));
            length += same;
            count += same;
        }

        return count >= enough ? length : 0;
    }

    /// <summary>The length of a character, encoded or not, with which a text begins; 0 if it is another.</summary>
    private static int EncodedLength(ReadOnlySpan<char> text, char character)
    {
        if (text[0] == character)
        {
            return 1;
        }

        return text[0] switch
        {
            '-' when character == '+' => 1, // Base64 of URLs
            '_' when character == '/' => 1,
            '%' when IsCode(text, 1, 2, character) => 3,
            '\\' when IsCode(text, 2, 4, character) && text[1] == 'u' => 6,
            '\\' when text.Length > 1 && text[1] == character => 2,
            _ => 0,
        };
    }

    private static bool IsCode(ReadOnlySpan<char> text, int start, int digits, char character) =>
        text.Length >= start + digits
        && ushort.TryParse(
            text.Slice(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code)
        && code == character;

    /// <summary>
    /// A secret, and the characters that it has in Base64 whatever precedes and follows it there: they depend on its
    /// place in a group of three bytes.
    /// </summary>
    private static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        for (int before = 0; before < 3; before++)
        {
            byte[] placed = new byte[before + bytes.Length];
            bytes.CopyTo(placed, before);
            const int bitsOfCharacter = 6;
            int first = ((before * 8) + bitsOfCharacter - 1) / bitsOfCharacter;
            yield return Convert.ToBase64String(placed)[first..(placed.Length * 8 / bitsOfCharacter)];
        }
    }

    /// <summary>What no error may show of a message.</summary>
    public static IReadOnlyList<string> SecretsOf(object request) => request switch
    {
        IWireMessage message => message.Secrets,
        StreamSecrets stream => stream.ToArray(),
        APIKeyIdentifier key => KeyWithSecret(key.Prefix),
        JobFilter filter => KeyWithSecret(filter.AccessKey),
        JobHistoryFilter filter => KeyWithSecret(filter.AccessKey),
        _ => [],
    };

    /// <summary>The methods that take the prefix of an access key are given whole ones.</summary>
    private static string[] KeyWithSecret(string key) =>
        key.Contains('.', StringComparison.Ordinal) ? [SecretOf(key)] : [];
}
