using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>In which forms what a peer echoes of a secret is found, and in which of its texts.</summary>
public sealed class SecretMaskTests
{
    private const string Secret = "S3cret+Part/abcd=ef";
    private const string Key = "PREFIX." + Secret;

    private static readonly byte[] _noText = [255, 254, 253, 252, 251, 250, 249, 248, 247];

    private static readonly Metadata _metadata = new()
    {
        { "authorization", "ApiKey " + Key }, { "x-token", "custom-secret-99" }, { "x-short", "line-4" },
        { "x-b-bin", "binsecret-binsecret"u8.ToArray() }, { "x-raw-bin", _noText },
        { "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
    };

    public static TheoryData<string> Echoes =>
    [
        Key, Secret, "ApiKey " + Key, Uri.EscapeDataString(Key),
        Uri.EscapeDataString(Key).Replace("%2F", "%2f", StringComparison.Ordinal),
        string.Concat(Encoding.UTF8.GetBytes(Key).Select(static b => $"%{b:X2}")),
        Key.Replace("/", "\\/", StringComparison.Ordinal), Key.Replace("+", "\\u002B", StringComparison.Ordinal),
        Base64(Key), Base64("ApiKey " + Key), Base64("u:" + Secret), Base64("us:" + Secret), Base64("use:" + Secret + "!"),
        Base64(Key).Replace('+', '-').Replace('/', '_').TrimEnd('='), Uri.EscapeDataString(Base64(Key)),
        Secret[..12], Secret[..15] + "...", "custom-secret-99", Base64("custom-secret-99"), "binsecret-binsecret",
        Base64("binsecret-binsecret"), Convert.ToBase64String(_noText),
    ];

    [Theory]
    [MemberData(nameof(Echoes))]
    public void A_secret_is_found_in_each_form(string echo)
    {
        string[] parts = [Secret[..12], "Part", "custom", "binsecret", echo.Replace("PREFIX.", "", StringComparison.Ordinal)];

        string masked = new SecretMask("", _metadata).Apply($"<{echo}>, and {echo}");

        Assert.All(parts, part => Assert.DoesNotContain(part, masked, StringComparison.Ordinal));
        Assert.Matches(@"^<.*\*\*\*.*>, and .*\*\*\*", masked);
    }

    [Fact]
    public void Other_words_stay()
    {
        const string text = "line-4 has no model S3cret, PREFIX, 4bf92f3577b34da6a3ce929d0e0e4736: 100% \\ custom";

        Assert.Equal(text, new SecretMask("", _metadata).Apply(text));
    }

    [Fact]
    public void The_password_of_Basic_credentials_is_found()
    {
        string encoded = Base64("user:passw0rd-passw0rd");
        var mask = new SecretMask("", new Metadata { { "authorization", "Basic " + encoded } });

        Assert.Equal("user and ***, ***", mask.Apply($"user and passw0rd-passw0rd, {encoded}"));
    }

    private static readonly Exception[] _causes =
    [
        ConnectionException.Announced(PeerGoAway.Read(Http2Error.EnhanceYourCalm, Encoding.UTF8.GetBytes("from " + Key))),
        ResponseException.NotGrpc("text/" + Key),
        new IOException("outer", new ConnectionException("the peer says " + Key)),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void What_a_peer_says_in_other_places_than_the_status_is_masked_too(int index)
    {
        Exception cause = _causes[index];
        var failure = new RpcException(new Status(StatusCode.Unavailable, cause.Message, cause)).WithAttempts(2);

        EdgeException translated = ErrorTranslator.Translate(
            failure, "/service/Method", "edge:1", TimeSpan.Zero, new SecretMask("", _metadata));

        Assert.Contains("PREFIX.***", translated.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, translated.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, translated.Attempts);
    }

    [Theory]
    [InlineData(Key, "PREFIX.***. Check")]
    [InlineData("bad key.", "bad key. Check")]
    [InlineData("too large (5 vs. 4)", "too large (5 vs. 4). Check")]
    [InlineData("why?", "why? Check")]
    public void The_remedy_is_a_sentence_of_its_own(string said, string end)
    {
        EdgeException translated = ErrorTranslator.Translate(
            new RpcException(new Status(StatusCode.Unauthenticated, said)), "/m", "edge:1", TimeSpan.Zero,
            new SecretMask("", _metadata));

        Assert.Contains($"UNAUTHENTICATED: {end}", translated.Message, StringComparison.Ordinal);
    }

    /// <summary>At the end of a text, before an ellipsis, and within a sentence.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("...")]
    [InlineData(" is unknown")]
    public void A_secret_of_any_length_is_found_when_it_is_cut_after_its_first_half(string end)
    {
        const string characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var random = new Random(1);
        for (var length = 8; length <= 64; length++)
        {
            var secret = new string([.. Enumerable.Range(0, length).Select(_ => characters[random.Next(characters.Length)])]);
            foreach (var sent in (Metadata[])[
                new() { { "authorization", "ApiKey " + secret } }, new() { { "authorization", "ApiKey q7Zp." + secret } },
                new() { { "authorization", "Bearer " + secret } }, new() { { "x-token", secret } },
                new() { { "x-token-bin", Encoding.UTF8.GetBytes(secret) } }])
            {
                var mask = new SecretMask("", sent);
                for (var cut = Math.Max((length + 1) / 2, 6); cut <= length; cut++)
                {
                    Assert.Equal($"the key q7Zp.***{end}", mask.Apply($"the key q7Zp.{secret[..cut]}{end}"));
                }
            }
        }
    }

    [Theory]
    [InlineData("token-of-the-line-0abcdefghij", "token-of-the-line-1klmnopqrst")]
    [InlineData("token-of-the-line-1klmnopqrst", "token-of-the-line-0abcdefghij")]
    public void Secrets_that_begin_alike_are_masked_to_their_end(string one, string other)
    {
        Assert.Equal("***, ***", new SecretMask([one, other]).Apply($"{one}, {other}"));
        Assert.Equal("<***>", new SecretMask(["abababcd-abababcd-x", "ababcd-abababcd-xyz"]).Apply("<abababcd-abababcd-xyz>"));
    }

    [Fact]
    public void The_trailers_of_the_inner_exception_are_masked()
    {
        var trailers = new Metadata
        {
            { "x-echo", "ApiKey " + Key }, { "x-echo-bin", Encoding.UTF8.GetBytes("custom-secret-99") }, { "x-raw-bin", _noText },
            { "custom-secret-99", "a" }, { "x-kept", "some words" }, { "x-kept-bin", "some words"u8.ToArray() },
        };

        EdgeException translated = ErrorTranslator.Translate(
            new RpcException(new Status(StatusCode.NotFound, "No."), trailers), "/m", "edge:1", TimeSpan.Zero, new SecretMask("", _metadata));

        var inner = Assert.IsType<RpcException>(translated.InnerException);
        Assert.Equal((StatusCode.NotFound, "No."), (inner.StatusCode, inner.Status.Detail));
        Assert.Equal(["x-echo", "x-echo-bin", "x-raw-bin", "x-kept", "x-kept-bin"], inner.Trailers.Select(static entry => entry.Key));
        Assert.Equal("ApiKey PREFIX.***", inner.Trailers.GetValue("x-echo"));
        Assert.Equal("***"u8, inner.Trailers.GetValueBytes("x-echo-bin")!);
        Assert.Equal("***"u8, inner.Trailers.GetValueBytes("x-raw-bin")!);
        Assert.Equal("some words", inner.Trailers.GetValue("x-kept"));
        Assert.Equal("some words"u8, inner.Trailers.GetValueBytes("x-kept-bin")!);
    }

    [Fact]
    public void A_failure_without_secrets_keeps_its_exception()
    {
        var failure = new RpcException(new Status(StatusCode.NotFound, "No."), new Metadata { { "x-kept", "some words" } });

        Assert.Same(failure, new SecretMask("", _metadata).Apply(failure));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
