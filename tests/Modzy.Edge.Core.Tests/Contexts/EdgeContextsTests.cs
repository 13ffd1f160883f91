using System.Runtime.Versioning;

namespace Modzy.Edge.Core.Tests.Contexts;

[UnsupportedOSPlatform("windows")]
public sealed class EdgeContextsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("modzy-edge-contexts-").FullName;

    private string File => Path.Join(_directory, "modzy-edge", "config.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_is_saved_is_read_again()
    {
        var options = new EdgeClientOptions
        {
            Deadline = TimeSpan.FromSeconds(5),
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            IdleConnectionTimeout = TimeSpan.FromSeconds(7),
            MaxReceiveBytes = 1 << 20,
            MaxConnections = 3,
            MaxLongCalls = 5,
            BusyPoll = TimeSpan.FromMicroseconds(200),
            Transport = EdgeTransportKind.Channel,
            ApiKey = "prefix.secret",
            AllowPlaintextCredentials = true,
            Proxy = "http://user:password@proxy.lab:3128",
            KeepAlive = TimeSpan.FromSeconds(30),
            KeepAliveTimeout = TimeSpan.FromSeconds(3),
            KeepAliveWhenIdle = true,
            Balancing = EdgeBalancing.RoundRobin,
            Tls = new EdgeTlsOptions(),
            Retry = new EdgeRetryOptions
            {
                MaxAttempts = 6,
                InitialBackoff = TimeSpan.FromMilliseconds(300),
                MaxBackoff = TimeSpan.FromSeconds(9),
                RetrySubmissions = true,
            },
            CancelOnTimeout = true,
        };
        Assert.All(
            typeof(EdgeClientOptions).GetProperties().Where(static option =>
                option.Name is not (nameof(EdgeClientOptions.Metadata) or nameof(EdgeClientOptions.LoggerFactory))),
            option => Assert.NotEqual(option.GetValue(new EdgeClientOptions()), option.GetValue(options)));
        EdgeContexts contexts = EdgeContexts.Load(File);
        contexts.Set("lab", new EdgeContext("lab.local", 1234) { Options = options });
        contexts.Set("socket", new EdgeContext("unix:/run/edge.sock") { Options = new() { Proxy = "" } });
        contexts.Current = "socket";
        contexts.Save();

        EdgeContexts read = EdgeContexts.Load(File);
        Assert.Equal(new EdgeContext("lab.local", 1234) { Options = options }, read.Get("lab"));
        Assert.Equal(("unix:/run/edge.sock", ""), (read.All["socket"].Host, read.All["socket"].Options.Proxy));
        Assert.Equal("unix:/run/edge.sock", read.Get().Host);
        Assert.Equal(["lab", "socket"], read.All.Keys);
    }

    [Fact]
    public void The_options_of_tls_are_kept()
    {
        var given = new EdgeTlsOptions
        {
            CaFile = "/etc/edge/ca.pem",
            CertificateFile = "/etc/edge/device.pem",
            KeyFile = "/etc/edge/device.key",
            KeyPassword = "pässword"u8.ToArray(),
            ServerName = "edge.example",
        };
        EdgeContexts contexts = EdgeContexts.Load(File);
        contexts.Set("lab", new EdgeContext("lab.local") { Options = new() { Tls = given } });
        contexts.Set("public", new EdgeContext("edge.example") { Options = new() { Tls = new() } });
        contexts.Save();

        EdgeContexts read = EdgeContexts.Load(File);
        EdgeTlsOptions kept = read.Get("lab").Options.Tls!;
        Assert.Equal("pässword"u8, kept.KeyPassword.Span);
        Assert.Equal(given with { KeyPassword = default }, kept with { KeyPassword = default });
        Assert.Equal(new EdgeTlsOptions(), read.Get("public").Options.Tls);
    }

    [Fact]
    public void A_long_initial_backoff_is_the_longest_one_too_unless_the_file_says_more()
    {
        Write("""{"contexts": {"a": {"host": "h", "retry": {"initial_backoff_ms": 5000}}}}""");

        Assert.Equal(TimeSpan.FromSeconds(5), EdgeContexts.Load(File).Get("a").Options.Retry.MaxBackoff);
    }

    [Fact]
    public void The_file_is_its_owners_alone()
    {
        EdgeContexts contexts = EdgeContexts.Load(File);
        contexts.Set("here", new EdgeContext("localhost"));
        contexts.Save();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void The_current_context_goes_with_its_removal()
    {
        EdgeContexts contexts = EdgeContexts.Load(File);
        contexts.Set("here", new EdgeContext("localhost"));
        contexts.Current = "here";

        Assert.True(contexts.Remove("here"));
        Assert.False(contexts.Remove("here"));
        Assert.Null(contexts.Current);
    }

    [Fact]
    public void A_file_that_is_not_there_has_no_contexts_and_errors_say_so()
    {
        EdgeContexts contexts = EdgeContexts.Load(File);

        Assert.Empty(contexts.All);
        EdgeException none = Assert.Throws<EdgeException>(() => contexts.Get());
        Assert.Equal(EdgeStatus.NotFound, none.Status);
        Assert.Equal(
            $"There is no current context: the file {File} does not exist. Choose one with 'modzy-edge context use NAME', or name one.", none.Message);
        Assert.Contains("'modzy-edge context add lab --host HOST'", Assert.Throws<EdgeException>(() => contexts.Get("lab")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_told_with_those_there_are()
    {
        Write("""{"contexts": {"a": {"host": "h"}, "b": {"host": "h"}}}""");

        string message = Assert.Throws<EdgeException>(() => EdgeContexts.Load(File).Get("c")).Message;

        Assert.StartsWith($"There is no context \"c\": {File} has a, b.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", null, "is not valid JSON at line 1, column 2.")]
    [InlineData("{\n  \"current\": \"a\",\n}", null, "is not valid JSON at line 3, column 1.")]
    [InlineData("""{"contexts": {}, "contexts": {}}""", null, "is not valid JSON")]
    [InlineData("""{"current": "\ud800"}""", null, "has a string that is not valid Unicode; write the file in UTF-8.")]
    [InlineData("[]", null, "is an array; give an object.")]
    [InlineData("""{"current": 1}""", "current", "is 1; give a string that is not empty.")]
    [InlineData("""{"context": {}}""", "context", "is not a member that this version knows; correct or remove it. It knows current, contexts.")]
    [InlineData("""{"contexts": 5}""", "contexts", "is 5; give an object.")]
    [InlineData("""{"contexts": {"a": {}}}""", "contexts.a.host", "is missing; give the name or the address of the edge.")]
    [InlineData("""{"contexts": {"a": {"host": ""}}}""", "contexts.a.host", "is \"\"; give a string that is not empty.")]
    [InlineData("""{"contexts": {"a": {"host": "http://h"}}}""", "contexts.a.host", "a URL")]
    [InlineData("""{"contexts": {"a": {"host": "h", "port": 0}}}""", "contexts.a.port", "is 0; give a whole number from 1 to 65535.")]
    [InlineData("""{"contexts": {"a": {"host": "h", "port": "1"}}}""", "contexts.a.port", "is \"1\"; give a whole number from 1 to 65535.")]
    [InlineData("""{"contexts": {"a": {"host": "h", "port": 1.5}}}""", "contexts.a.port", "is 1.5;")]
    [InlineData("""{"contexts": {"a": {"host": "h", "deadline_ms": 0}}}""", "contexts.a.deadline_ms", "is 0; give a whole number from 1 to 4294967295.")]
    [InlineData("""{"contexts": {"a": {"host": "h", "api_key": 12345678}}}""", "contexts.a.api_key", "is not a string, or is empty; give the key, or remove it.")]
    [InlineData("""{"contexts": {"a": {"host": "h", "allow_plaintext_credentials": 1}}}""", "contexts.a.allow_plaintext_credentials", "is 1; give true or false.")]
    [InlineData("""{"contexts": {"a": {"host": "h", "transport": "quic"}}}""", "contexts.a.transport", "give \"auto\", \"direct\" or \"channel\".")]
    [InlineData("""{"contexts": {"a": {"host": "h", "deadline": 5}}}""", "contexts.a.deadline", "is not a member that this version knows; correct or remove it. It knows host, port, deadline_ms,")]
    [InlineData("""{"contexts": {"a": {"host": "h", "tls": 1}}}""", "contexts.a.tls", "is 1; give true, false, or an object.")]
    [InlineData("""{"contexts": {"a": {"host": "h", "retry": 5}}}""", "contexts.a.retry", "is 5; give an object.")]
    [InlineData("""{"contexts": {"a": {"host": "h", "retry": {"max_attempts": 0}}}}""", "contexts.a.retry.max_attempts", "is 0; give a whole number from 1")]
    [InlineData("""{"contexts": {"a": {"host": "h", "retry": {"attempts": 2}}}}""", "contexts.a.retry.attempts", "It knows max_attempts, initial_backoff_ms,")]
    [InlineData("""{"contexts": {"a": {"host": "h", "retry": {"max_backoff_ms": 50}}}}""", "contexts.a.retry.max_backoff_ms", "is less than initial_backoff_ms;")]
    public void What_is_wrong_is_told_with_the_file_the_member_and_the_remedy(
        string json, string? member, string problem)
    {
        Write(json);

        EdgeException error = Assert.Throws<EdgeException>(() => EdgeContexts.Load(File));

        Assert.Equal(EdgeStatus.InvalidArgument, error.Status);
        Assert.Equal(member, error.Parameter);
        Assert.StartsWith($"The file of contexts {File}{(member is null ? "" : $": {member}")} ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_in_place_of_the_file_is_told()
    {
        Directory.CreateDirectory(File);

        Assert.Contains("cannot be read", Assert.Throws<EdgeException>(() => EdgeContexts.Load(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told()
    {
        EdgeContexts contexts = EdgeContexts.Load(File);
        System.IO.File.WriteAllText(Path.GetDirectoryName(File)!, "a file where the directory belongs");

        EdgeException error = Assert.Throws<EdgeException>(contexts.Save);

        Assert.Equal(EdgeStatus.FailedPrecondition, error.Status);
        Assert.Contains($"{File} cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "localhost")]
    [InlineData("a\nb", "localhost")]
    [InlineData("a", "http://h")]
    public void A_context_that_could_not_be_read_again_is_refused(string name, string host) =>
        Assert.Equal(EdgeStatus.InvalidArgument, Assert.Throws<EdgeException>(
            () => EdgeContexts.Load(File).Set(name, new EdgeContext(host))).Status);

    private void Write(string json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, json);
    }
}
