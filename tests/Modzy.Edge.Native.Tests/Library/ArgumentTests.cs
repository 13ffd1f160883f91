using static Modzy.Edge.Native.Tests.NativeLibraryUnderTest;

namespace Modzy.Edge.Native.Tests.Library;

/// <summary>Arguments that cannot be right, through the real exports.</summary>
public sealed unsafe class ArgumentTests
{
    [Fact]
    public void A_host_that_is_NULL() => AssertRefused("host", "is NULL; give a NUL-terminated string.", error => Create(null, 55000, error));

    [Fact]
    public void A_host_that_is_not_UTF_8() =>
        AssertRefused("host", "is not UTF-8; convert it to UTF-8 first.", error => Create([0x61, 0xFF, 0], 55000, error));

    [Fact]
    public void A_host_that_is_empty() =>
        AssertRefused("host", "is empty; give a name or an address, such as localhost.", error => Create([0], 55000, error));

    [Theory]
    [InlineData(0u)]
    [InlineData(65536u)]
    [InlineData(uint.MaxValue)]
    public void A_port_that_is_none(uint port) => AssertRefused(
        "port",
        $"is {port}; a port is a number from 1 to 65535 (an edge listens on 55000 unless it was told otherwise).",
        error => Create(Utf8("localhost"), port, error));

    [Fact]
    public void No_place_for_the_client() => AssertRefused(
        "out_client", "is NULL; give the address of a variable.", error => CreateClient(Utf8("localhost"), 55000, null, null, error));

    [Fact]
    public void A_job_that_is_NULL_or_empty()
    {
        var client = HandleTests.NewClient();

        AssertRefused("job_identifier", "is NULL; give a NUL-terminated string.", error => GetJob(client, null, null, null, error));
        AssertRefused(
            "job_identifier", "is empty; give the job_identifier of a job that was submitted.", error => GetJob(client, [0], null, null, error));
        DestroyClient(client);
    }

    [Fact]
    public void A_failed_call_leaves_its_result_alone()
    {
        nint client = 42;

        Assert.Equal((int)EdgeStatus.InvalidArgument, CreateClient(null, 55000, null, &client, null));
        Assert.Equal(42, client);
    }

    private static int Create(byte[]? host, uint port, nint* error)
    {
        nint client;
        return CreateClient(host, port, null, &client, error);
    }

    private static void AssertRefused(string parameter, string problem, NativeFailure.Call call) => Assert.Equal(
        new NativeFailure(EdgeStatus.InvalidArgument, $"{parameter} {problem}", parameter), NativeFailure.Of(call));
}
