using static Modzy.Edge.Native.Tests.NativeLibraryUnderTest;

namespace Modzy.Edge.Native.Tests.Library;

/// <summary>Callers compiled against other versions of the header.</summary>
public sealed unsafe class StructSizeTests
{
    private const int ClientOptions = 96;
    private const int CallOptions = 8;

    /// <summary>Nobody listens there.</summary>
    private const uint UnusedPort = 1;

    /// <summary>Every size that a version was shipped with stays here for ever, beside those that no compiler
    /// makes.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(24)]
    [InlineData(32)]
    [InlineData(36)]
    [InlineData(40)]
    [InlineData(48)]
    [InlineData(56)]
    [InlineData(64)]
    [InlineData(72)]
    [InlineData(80)]
    [InlineData(84)]
    [InlineData(88)]
    [InlineData(ClientOptions)]
    public void Client_options_of_an_older_caller_are_accepted(int size)
    {
        // What lies behind the structure is not the library's to look at.
        uint* options = stackalloc uint[32];
        new Span<uint>(options, 32).Fill(0xDEAD_BEEF);
        new Span<byte>(options, size).Clear();
        *options = (uint)size;

        Assert.Equal(0, Create(options, null));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(CallOptions)]
    public void Call_options_of_an_older_caller_are_accepted(int size)
    {
        uint* options = stackalloc uint[4];
        new Span<uint>(options, 4).Fill(0xDEAD_BEEF);
        new Span<byte>(options, size).Clear();
        *options = (uint)size;
        var client = HandleTests.NewClient();

        // The options are read before the empty identifier is complained of, or after; either way they are no reason to
        // fail.
        var failure = NativeFailure.Of(error => GetJob(client, [0], options, null, error));
        DestroyClient(client);

        Assert.Equal("job_identifier", failure.Parameter);
    }

    [Fact]
    public void Members_that_a_newer_caller_left_at_their_defaults_are_accepted()
    {
        uint* options = stackalloc uint[32];
        new Span<uint>(options, 32).Clear();
        *options = 128;

        Assert.Equal(0, Create(options, null));
    }

    [Fact]
    public void A_member_that_only_a_newer_version_has_is_refused()
    {
        uint* options = stackalloc uint[32];
        new Span<uint>(options, 32).Clear();
        *options = 128;
        options[31] = 1;

        AssertRefused(
            "options",
            $"set a member that this version of the library ({NativeLibraryUnderTest.Version}) does not have; install the version that the program "
            + "was compiled for, or leave the member zero.",
            options);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(4097u)]
    [InlineData(uint.MaxValue)]
    public void A_size_that_no_version_has_is_refused(uint size)
    {
        uint* options = stackalloc uint[16];
        *options = size;

        AssertRefused(
            "options.struct_size", $"is {size}, which no version has; initialise it with EDGE_CLIENT_OPTIONS_INIT.", options);
    }

    [Fact]
    public void A_transport_that_is_none_is_refused()
    {
        uint* options = stackalloc uint[ClientOptions / 4];
        new Span<uint>(options, ClientOptions / 4).Clear();
        *options = ClientOptions;
        options[3] = 3;

        AssertRefused("options.transport", "is 3; use one of the EDGE_TRANSPORT_ values.", options);
    }

    [Theory]
    [InlineData("edge_jobs_list", 56)]
    [InlineData("edge_jobs_list_history", 80)]
    public void Filters_of_an_older_caller_are_accepted(string function, int fullSize)
    {
        uint* filter = stackalloc uint[24];
        var client = HandleTests.NewClient(UnusedPort);
        for (var size = 4; size <= fullSize; size += size < 8 ? 4 : 8)
        {
            new Span<uint>(filter, 24).Fill(0xDEAD_BEEF);
            new Span<byte>(filter, size).Clear();
            *filter = (uint)size;

            // It goes as far as the edge, which is not there.
            Assert.Equal(
                EdgeStatus.Unavailable, NativeFailure.Of(error => List(function, client, filter, error)).Status);
        }

        new Span<uint>(filter, 24).Clear();
        *filter = (uint)fullSize;
        filter[1] = 1;
        Assert.Equal("filter.reserved", NativeFailure.Of(error => List(function, client, filter, error)).Parameter);
        filter[1] = 0;
        *filter = (uint)fullSize + 8;
        filter[(fullSize / 4) + 1] = 1;
        Assert.Equal("filter", NativeFailure.Of(error => List(function, client, filter, error)).Parameter);
        DestroyClient(client);
    }

    [Fact]
    public void Durations_and_limits_of_any_size_are_accepted()
    {
        // All but the last two, of which one has a limit and the other has to be 0.
        uint* options = stackalloc uint[8];
        new Span<uint>(options, 8).Fill(uint.MaxValue - 1);
        options[0] = 8 * sizeof(uint);
        options[3] = 0;

        Assert.Equal(0, Create(options, null));
    }

    private static int List(string function, nint client, void* filter, nint* error) =>
        ((delegate* unmanaged[Cdecl]<nint, void*, void*, byte**, nint*, int>)Export(function))(
            client, filter, null, null, error);

    private static int Create(void* options, nint* error)
    {
        nint client = 0;
        var status = CreateClient(Utf8("localhost"), 55000, options, &client, error);
        DestroyClient(client);
        return status;
    }

    private static void AssertRefused(string parameter, string problem, uint* options) => Assert.Equal(
        new NativeFailure(EdgeStatus.InvalidArgument, $"{parameter} {problem}", parameter), NativeFailure.Of(error => Create(options, error)));
}
