using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Native.Tests.Parity;
using static Modzy.Edge.Native.Tests.NativeLibraryUnderTest;

namespace Modzy.Edge.Native.Tests.Library;

/// <summary>Callers compiled against other versions of the header.</summary>
public sealed unsafe class StructSizeTests
{
    private const int ClientOptions = 96;

    /// <summary>Nobody listens there.</summary>
    private const uint UnusedPort = 1;

    /// <summary>Each structure, the name that errors give it, and its size in each version in which it grew. Every size
    /// that a version was shipped with stays here for ever.</summary>
    public static TheoryData<string, string, int[]> Structures { get; } = new()
    {
        { "edge_client_options", "options", [ClientOptions] },
        { "edge_tls_options", "options.tls", [96] },
        { "edge_retry_options", "options.retry", [20] },
        { "edge_call_options", "options", [24] },
        { "edge_wait_options", "options", [32] },
        { "edge_submit_options", "options", [48] },
        { "edge_object_sources", "objects", [24] },
        { "edge_s3_access", "access", [40] },
        { "edge_azure_access", "access", [24] },
        { "edge_job_filter", "filter", [56] },
        { "edge_job_history_filter", "filter", [80] },
        { "edge_inference_request", "request", [64] },
        { "edge_progress", "out_progress", [48] },
    };

    [Fact]
    public void Each_structure_with_a_size_is_tested_with_that_of_the_header() => Assert.Equal(
        Header.Current.Structures.Where(each => each.Value.Contains("{0 u32 struct_size,", StringComparison.Ordinal))
            .Select(each => $"{each.Key} {each.Value.Split(' ')[0]}").Order(),
        Structures.Select(each => $"{each.Data.Item1} {each.Data.Item3[^1]}").Order());

    [Theory]
    [MemberData(nameof(Structures))]
    public void Only_the_sizes_of_versions_are_accepted(string structure, string parameter, int[] sizes)
    {
        const byte Garbage = 0xA5;
        byte* memory = stackalloc byte[256];
        var client = NewClient();
        nint call = 0;
        Assert.Equal(0, StartCall(client, &call));
        int alignment = sizes[^1] % 8 == 0 ? 8 : 4;
        for (var size = 0; size <= sizes[^1] + 64; size++)
        {
            var accepted = sizes.Contains(size) || (size > sizes[^1] && size % alignment == 0);
            new Span<byte>(memory, 256).Fill(Garbage);
            new Span<byte>(memory, accepted ? size : 0).Clear();
            *(int*)memory = size;

            nint error = 0;
            Pass(structure, memory, client, call, &error);
            var message = error == 0 ? "" : ErrorMessage(error);
            FreeError(error);

            var refusal = $"{parameter}.struct_size is {size}, which no version has; initialise it with {structure.ToUpperInvariant()}_INIT.";
            Assert.True(accepted ? !message.Contains("struct_size", StringComparison.Ordinal) : message == refusal, $"{size}: {message}");
            Assert.Equal(size, *(int*)memory);
            var end = accepted ? size : sizeof(int);
            Assert.False(new Span<byte>(memory + end, 256 - end).ContainsAnyExcept(Garbage));
        }

        DestroyCall(call);
        DestroyClient(client);
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
    [InlineData(4097u)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void A_size_that_is_too_large_is_refused(uint size)
    {
        uint* options = stackalloc uint[ClientOptions / 4];
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

    [Fact]
    public void Durations_and_limits_of_any_size_are_accepted()
    {
        uint* options = stackalloc uint[ClientOptions / 4];
        new Span<uint>(options, ClientOptions / 4).Clear();
        new Span<uint>(options, 8).Fill(uint.MaxValue - 1);
        options[0] = ClientOptions;
        options[3] = 0;

        Assert.Equal(0, Create(options, null));
    }

    private static int Create(void* options, nint* error)
    {
        nint client = 0;
        var status = CreateClient(Utf8("localhost"), 55000, options, &client, error);
        DestroyClient(client);
        return status;
    }

    private static void AssertRefused(string parameter, string problem, uint* options) => Assert.Equal(
        new NativeFailure(EdgeStatus.InvalidArgument, $"{parameter} {problem}", parameter), NativeFailure.Of(error => Create(options, error)));

    /// <summary>Calls a function that takes the structure.</summary>
    private static void Pass(string structure, void* memory, nint client, nint call, nint* error)
    {
        var options = new NativeClientOptions { StructSize = ClientOptions };
        var objects = new NativeObjectSources { StructSize = (uint)sizeof(NativeObjectSources) };
        switch (structure)
        {
            case "edge_client_options":
                Create(memory, error);
                break;
            case "edge_tls_options":
                options.Tls = (NativeTlsOptions*)memory;
                Create(&options, error);
                break;
            case "edge_retry_options":
                options.Retry = (NativeRetryOptions*)memory;
                Create(&options, error);
                break;
            case "edge_call_options":
                GetJob(client, Utf8("job"), memory, null, error);
                break;
            case "edge_wait_options":
                fixed (byte* job = "job\0"u8)
                {
                    ((delegate* unmanaged[Cdecl]<nint, byte*, void*, byte**, nint*, int>)Export("edge_jobs_wait"))(client, job, memory, null, error);
                }

                break;
            case "edge_submit_options":
                fixed (byte* model = "model\0"u8)
                {
                    ((delegate* unmanaged[Cdecl]<nint, byte*, byte*, void*, byte**, nint*, int>)Export("edge_jobs_open"))(
                        client, model, model, memory, null, error);
                }

                break;
            case "edge_object_sources":
                SubmitObjects("edge_jobs_submit_s3", client, memory, null, error);
                break;
            case "edge_s3_access":
                SubmitObjects("edge_jobs_submit_s3", client, &objects, memory, error);
                break;
            case "edge_azure_access":
                SubmitObjects("edge_jobs_submit_azure", client, &objects, memory, error);
                break;
            case "edge_job_filter":
                WithCallOptions("edge_jobs_list", client, memory, error);
                break;
            case "edge_job_history_filter":
                WithCallOptions("edge_jobs_list_history", client, memory, error);
                break;
            case "edge_inference_request":
                WithCallOptions("edge_inferences_run", client, memory, error);
                break;
            default:
                ((delegate* unmanaged[Cdecl]<nint, void*, nint*, int>)Export(structure.Replace("edge_", "edge_call_", StringComparison.Ordinal)))(
                    call, memory, error);
                break;
        }
    }

    private static void SubmitObjects(string function, nint client, void* objects, void* access, nint* error)
    {
        fixed (byte* model = "model\0"u8)
        {
            ((delegate* unmanaged[Cdecl]<nint, byte*, byte*, void*, void*, void*, byte**, nint*, int>)Export(function))(
                client, model, model, objects, access, null, null, error);
        }
    }

    private static void WithCallOptions(string function, nint client, void* structure, nint* error) =>
        ((delegate* unmanaged[Cdecl]<nint, void*, void*, byte**, nint*, int>)Export(function))(client, structure, null, null, error);

    /// <summary>A client whose calls fail at once.</summary>
    private static nint NewClient()
    {
        var retry = new NativeRetryOptions { StructSize = (uint)sizeof(NativeRetryOptions), MaxAttempts = 1 };
        var options = new NativeClientOptions { StructSize = ClientOptions, Retry = &retry };
        nint client = 0;
        Assert.Equal(0, CreateClient(Utf8("127.0.0.1"), UnusedPort, &options, &client, null));
        return client;
    }

    /// <summary>A call that reports progress.</summary>
    private static int StartCall(nint client, nint* call)
    {
        fixed (byte* job = "job\0"u8)
        {
            return ((delegate* unmanaged[Cdecl]<nint, byte*, void*, nint*, nint*, int>)Export("edge_jobs_wait_start"))(client, job, null, call, null);
        }
    }

    private static void DestroyCall(nint call) => ((delegate* unmanaged[Cdecl]<nint, void>)Export("edge_call_destroy"))(call);
}
