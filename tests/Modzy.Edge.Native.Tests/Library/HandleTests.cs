using System.Runtime.InteropServices;
using static Modzy.Edge.Native.Tests.NativeLibraryUnderTest;

namespace Modzy.Edge.Native.Tests.Library;

/// <summary>Handles that are none, through the real exports.</summary>
public sealed unsafe class HandleTests
{
    private const string NoClient = "client is not a valid client, or was already destroyed; create one with edge_client_create.";
    private const string NoError = "This is not an edge_error, or it has been freed.";

    [Fact]
    public void A_client_is_made_and_destroyed()
    {
        var client = NewClient();

        Assert.NotEqual(0, client);
        DestroyClient(client);
        DestroyClient(client);
        AssertNoClient(client, NoClient);
    }

    [Fact]
    public void NULL_is_no_client()
    {
        DestroyClient(0);
        AssertNoClient(0, "client is NULL; create one with edge_client_create.");
    }

    [Fact]
    public void An_address_is_no_handle()
    {
        var memory = Marshal.AllocHGlobal(64);
        foreach (var foreign in new[] { memory, 1, -1, nint.MaxValue, nint.MinValue, (nint)(&memory) })
        {
            DestroyClient(foreign);
            FreeError(foreign);
            AssertNoClient(foreign, NoClient);
            AssertNoError(foreign);
        }

        Marshal.FreeHGlobal(memory);
    }

    [Fact]
    public void A_handle_of_another_type_is_recognised()
    {
        var client = NewClient();
        var error = NewError();

        AssertNoClient(error, NoClient);
        DestroyClient(error);
        AssertNoError(client);
        FreeError(client);

        Assert.Equal((int)EdgeStatus.InvalidHandle, ErrorCode(error));
        Assert.Equal("client is NULL; create one with edge_client_create.", ErrorMessage(error));
        FreeError(error);
        AssertNoError(error);
        FreeError(error);
        DestroyClient(client);
    }

    [Fact]
    public void A_handle_is_not_given_out_again()
    {
        var first = NewClient();
        DestroyClient(first);
        var second = NewClient();

        Assert.NotEqual(first, second);
        AssertNoClient(first, NoClient);
        DestroyClient(first);
        Assert.Equal(
            EdgeStatus.InvalidArgument, NativeFailure.Of(error => GetJob(second, null, null, null, error)).Status);
        DestroyClient(second);
    }

    [Fact]
    public void NULL_is_an_error_that_says_nothing()
    {
        FreeError(0);
        Assert.Equal((0, "", "{}", false), (ErrorCode(0), ErrorMessage(0), ErrorDetail(0), ErrorIsRetriable(0)));
    }

    [Fact]
    public void The_error_for_want_of_memory_is_always_there()
    {
        // There may be no memory to make one, so that all callers get the same; freeing it does nothing. It is of a
        // library that was used: before the first call there are no errors but those of the entry layer.
        DestroyClient(NewClient());
        var error = Native.Handles.HandleTable.Reserved;
        for (var time = 0; time < 3; time++)
        {
            Assert.Equal((int)EdgeStatus.OutOfMemory, ErrorCode(error));
            Assert.Equal("There is not enough memory for the call; free some, or send less at a time.", ErrorMessage(error));
            var detail = System.Text.Json.JsonDocument.Parse(ErrorDetail(error)).RootElement;
            Assert.Equal(102, detail.GetProperty("code").GetInt32());
            Assert.Equal(("OUT_OF_MEMORY", ErrorMessage(error)), (detail.GetProperty("status").GetString(), detail.GetProperty("message").GetString()));
            Assert.False(detail.GetProperty("retriable").GetBoolean());
            Assert.False(ErrorIsRetriable(error));
            FreeError(error);
        }
    }

    internal static nint NewClient(uint port = 55000)
    {
        nint client = 0;
        Assert.Equal(0, CreateClient(Utf8("127.0.0.1"), port, null, &client, null));
        return client;
    }

    private static nint NewError()
    {
        nint error = 0;
        Assert.Equal((int)EdgeStatus.InvalidHandle, WaitReady(0, 1, &error));
        return error;
    }

    private static void AssertNoClient(nint client, string message)
    {
        var expected = new NativeFailure(EdgeStatus.InvalidHandle, message, "client");

        Assert.Equal(expected, NativeFailure.Of(error => WaitReady(client, 1, error)));
        Assert.Equal(expected, NativeFailure.Of(error => GetJob(client, Utf8("job"), null, null, error)));
    }

    private static void AssertNoError(nint error) => Assert.Equal(
        ((int)EdgeStatus.InvalidHandle, NoError, "{}", false),
        (ErrorCode(error), ErrorMessage(error), ErrorDetail(error), ErrorIsRetriable(error)));
}
