using System.Net;
using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.S3;

/// <summary>Reads objects from an S3-compatible store with path-style addresses: endpoint/bucket/key.</summary>
internal sealed class S3Store(TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromMinutes(5),
    };

    /// <exception cref="HttpRequestException">The store cannot be reached, or does not return the object.</exception>
    public async Task<Spool> ReadAsync(Uri endpoint, S3Location location, CancellationToken cancellation)
    {
        using var request = Sign(endpoint, location);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            // Only the status is reported: the body of an error response contains the signed text and the access key.
            throw new HttpRequestException(Explain(response.StatusCode), inner: null, response.StatusCode);
        }

        var spool = new Spool();
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            var block = new byte[1 << 16];
            while (await body.ReadAsync(block, cancellation) is var read and > 0)
            {
                spool.Append(block.AsSpan(0, read));
            }

            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Explain(HttpStatusCode status) => $"the store returned {(int)status} {status}" + status switch
    {
        HttpStatusCode.NotFound => ": it has no such bucket or object",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            ": the access key may not read it, or the secret or the region is wrong",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
            ": the bucket is in another region or at another endpoint",
        _ => "",
    };

    private HttpRequestMessage Sign(Uri endpoint, S3Location location)
    {
        var now = time.GetUtcNow();
        var path = string.Concat(
            $"{location.Bucket}/{location.Path}".Split('/').Select(segment => $"/{Uri.EscapeDataString(segment)}"));
        var headers = new SortedList<string, string>(StringComparer.Ordinal)
        {
            ["host"] = endpoint.Authority,
            ["x-amz-content-sha256"] = AwsSignature.EmptyBody,
            ["x-amz-date"] = AwsSignature.Date(now),
        };

        // The path must not be canonicalized after it was signed: keys may contain dots and double slashes.
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(
            $"{endpoint.Scheme}://{endpoint.Authority}{path}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation(
            "authorization", AwsSignature.Authorization("GET", path, headers, location, now));
        return request;
    }
}

/// <summary>An object in a store, and credentials. Not a record: its ToString would print the secret.</summary>
internal sealed class S3Location(string bucket, string path, string? region, string accessKeyId, string secretAccessKey)
{
    private const string DefaultRegion = "us-east-1";

    public string Bucket => bucket;

    public string Path => path;

    /// <summary>The region for the signature. Stores without regions accept the default.</summary>
    public string Region => string.IsNullOrEmpty(region) ? DefaultRegion : region;

    public string AccessKeyId => accessKeyId;

    public string SecretAccessKey => secretAccessKey;
}
