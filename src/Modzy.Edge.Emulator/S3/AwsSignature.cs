using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Modzy.Edge.Emulator.S3;

/// <summary>AWS signature version 4 for requests without a body and without a query.</summary>
internal static class AwsSignature
{
    /// <summary>SHA-256 of an empty body, for x-amz-content-sha256.</summary>
    public const string EmptyBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "s3";
    private const string Terminator = "aws4_request";

    /// <summary>A time in the format of x-amz-date.</summary>
    public static string Date(DateTimeOffset time) => Format(time, "yyyyMMdd'T'HHmmss'Z'");

    /// <summary>The value of the authorization header.</summary>
    /// <param name="path">The path of the request, percent-encoded.</param>
    /// <param name="headers">The headers to sign: names in lower case, in order, with host among them.</param>
    public static string Authorization(
        string method, string path, SortedList<string, string> headers, S3Location location, DateTimeOffset time)
    {
        var names = string.Join(';', headers.Keys);
        var lines = string.Concat(headers.Select(header => $"{header.Key}:{header.Value.Trim()}\n"));
        var request = $"{method}\n{path}\n\n{lines}\n{names}\n{EmptyBody}";
        var scope = $"{Format(time, "yyyyMMdd")}/{location.Region}/{Service}/{Terminator}";
        var toSign = $"{Algorithm}\n{Date(time)}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";

        var key = Encoding.UTF8.GetBytes("AWS4" + location.SecretAccessKey);
        foreach (var part in scope.Split('/'))
        {
            key = Hmac(key, part);
        }

        var signature = Hex(Hmac(key, toSign));
        return $"{Algorithm} Credential={location.AccessKeyId}/{scope},SignedHeaders={names},Signature={signature}";
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Format(DateTimeOffset time, string format) =>
        time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
