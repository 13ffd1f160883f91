using System.Net;
using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.S3;

/// <summary>Reads objects from a store that speaks S3, addressed by path: endpoint/bucket/key.</summary>
internal sealed class S3Store(TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromMinutes(5),
    };

    /// <exception cref="HttpRequestException">The store cannot be reached, or does not give the object.</exception>
    public async Task<Spool> ReadAsync(Uri endpoint, S3Location location, CancellationToken cancellation)
    {
        using var request = Sign(endpoint, location);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            // The status is all that is told: bodies of such answers repeat what was signed, and with which key.
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

    private static string Explain(HttpStatusCode status) => $"the store answered {(int)status} {status}" + status switch
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

        // The path has to stay as it was signed: keys may well hold dots and double slashes.
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
