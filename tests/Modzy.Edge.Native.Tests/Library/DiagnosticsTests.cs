using System.Text.Json;
using static Modzy.Edge.Native.Tests.NativeLibraryUnderTest;

namespace Modzy.Edge.Native.Tests.Library;

/// <summary>What the library says about itself and the runtime inside it.</summary>
public sealed unsafe class DiagnosticsTests
{
    [Theory]
    [InlineData("ServerGC", "False")]
    [InlineData("ConcurrentGC", "False")]
    [InlineData("RetainVM", "False")]
    [InlineData("GCConserveMem", "5")]
    [InlineData("GCGen0MaxBudget", "4194304")]
    public void The_settings_of_the_garbage_collector_are_in_force(string name, string value) =>
        Assert.Equal(value, Read().GetProperty("gc").GetProperty(name).GetString());

    [Fact]
    public void It_describes_the_library()
    {
        var json = Read();

        Assert.Equal(
            ["version", "abi_version", "runtime", "architecture", "process_id", "open_clients", "open_calls", "open_streams",
                "open_queues", "open_errors", "open_strings", "open_bytes", "gc"],
            json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(NativeLibraryUnderTest.Version, json.GetProperty("version").GetString());
        Assert.Equal(AbiVersion, json.GetProperty("abi_version").GetUInt32());
        Assert.Equal(Environment.ProcessId, json.GetProperty("process_id").GetInt32());
        Assert.False(json.GetProperty("gc").GetProperty("server").GetBoolean());
        Assert.True(json.GetProperty("gc").GetProperty("heap_bytes").GetInt64() > 0);
        Assert.True(json.GetProperty("gc").GetProperty("collections").GetInt64() >= 0);
    }

    [Fact]
    public void It_needs_a_place_for_what_it_says()
    {
        nint error = 0;

        Assert.Equal((int)EdgeStatus.InvalidArgument, Diagnostics(null, &error));
        Assert.Equal("out_json is NULL; give the address of a variable.", ErrorMessage(error));
        FreeError(error);
    }

    internal static JsonElement Read()
    {
        byte* json = null;
        Assert.Equal(0, Diagnostics(&json, null));
        return JsonDocument.Parse(TakeText(json)).RootElement;
    }
}
