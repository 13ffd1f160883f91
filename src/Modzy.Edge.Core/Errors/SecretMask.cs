using System.Globalization;
using System.Text;
using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Accounting;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>
/// Removes from what a peer says whatever it echoes of a secret in the request: messages of errors go to logs. A secret
/// is found as it is, percent-encoded, escaped as in JSON, in Base64, and cut after its first half.
/// </summary>
/// <param name="secrets">The secrets. They are read when a text is masked.</param>
internal sealed class SecretMask(IEnumerable<string> secrets)
{
    private const string Mask = "***";

    /// <summary>Shorter ones guard nothing, and masking them would damage the text.</summary>
    private const int Shortest = 6;

    /// <summary>Fewer characters of a longer secret can be the beginning of a word.</summary>
    private const int ShortestBeginning = 12;

    private string[]? _forms;

    /// <summary>The secrets of a call.</summary>
    /// <param name="request">The message that was sent; <see cref="StreamSecrets"/> of a stream.</param>
    /// <param name="metadata">The metadata that was sent.</param>
    public SecretMask(object request, Metadata? metadata)
        : this(SecretsOf(request).Concat(CallMetadata.Secrets(metadata)))
    {
    }

    /// <summary>The same with other secrets, too.</summary>
    public SecretMask With(IEnumerable<string> more) => new(secrets.Concat(more));

    /// <summary>The failure of a call without the secrets; null if a cause on this side repeats one.</summary>
    public RpcException? Apply(RpcException failure)
    {
        Status status = failure.Status;
        string detail = Apply(status.Detail);
        if (status.DebugException is null)
        {
            // Without the trailers, which can repeat the text.
            return detail == status.Detail ? failure : new RpcException(new Status(status.StatusCode, detail));
        }

        bool isClean = detail == status.Detail;
        for (Exception? e = status.DebugException; e is not null && isClean; e = e.InnerException)
        {
            isClean = Apply(e.Message) == e.Message;
        }

        return isClean ? failure : null;
    }

    /// <summary>The text without the secrets.</summary>
    public string Apply(string text)
    {
        if (text.Length < Shortest)
        {
            return text;
        }

        _forms ??= [.. secrets.Where(static secret => secret.Length >= Shortest).Distinct().SelectMany(FormsOf)];
        foreach (string form in _forms)
        {
            text = Apply(text, form);
        }

        return text;
    }

    /// <summary>The secret of an access key: what follows the dot. The prefix before it is no secret.</summary>
    public static string SecretOf(string accessKey) =>
        accessKey[(accessKey.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The password of Basic credentials: what follows the user name and a colon.</summary>
    public static string PasswordOf(string credentials) =>
        credentials[(credentials.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string Apply(string text, string secret)
    {
        StringBuilder? masked = null;
        int copied = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = LengthAt(text.AsSpan(i), secret);
            if (length == 0)
            {
                i++;
                continue;
            }

            masked ??= new StringBuilder(text.Length);
            masked.Append(text, copied, i - copied).Append(Mask);
            i += length;
            copied = i;
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>How much of a text, from its beginning, is a secret or enough of one; 0 if none.</summary>
    private static int LengthAt(ReadOnlySpan<char> text, string secret)
    {
        int enough = Math.Min(secret.Length, Math.Max(ShortestBeginning, secret.Length / 2));
        int length = 0;
        int count = 0;
        while (count < secret.Length && length < text.Length
            && EncodedLength(text[length..], secret[count]) is int next and > 0)
        {
            length += next;
            count++;
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
