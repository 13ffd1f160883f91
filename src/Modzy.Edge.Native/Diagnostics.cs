using System.Buffers;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;

namespace Modzy.Edge.Native;

/// <summary>Writes edge_diagnostics: versions, open handles and the state of the garbage collector, for bug
/// reports.</summary>
internal static class Diagnostics
{
    public static void Write(IBufferWriter<byte> output) =>
        EdgeJson.Write(output, 0, static (writer, _) => Write(writer));

    private static void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("version"u8, LibraryVersion.Text);
        writer.WriteNumber("abi_version"u8, LibraryVersion.Abi);
        writer.WriteString("runtime"u8, RuntimeInformation.FrameworkDescription);
        writer.WriteString("architecture"u8, RuntimeInformation.RuntimeIdentifier);
        writer.WriteNumber("process_id"u8, Environment.ProcessId);
        writer.WriteNumber("open_clients"u8, NativeHandles.Table.Count<NativeClient>());
        writer.WriteNumber("open_calls"u8, NativeHandles.Table.Count<NativeCall>());
        writer.WriteNumber("open_streams"u8, NativeHandles.Table.Count<NativeStream>());
        writer.WriteNumber("open_queues"u8, NativeHandles.Table.Count<NativeQueue>());
        writer.WriteNumber("open_errors"u8, NativeHandles.Table.Count<NativeError>());
        (long strings, long bytes) = CallerMemory.Open;
        writer.WriteNumber("open_strings"u8, strings);
        writer.WriteNumber("open_bytes"u8, bytes);
        WriteCollector(writer);
        writer.WriteEndObject();
    }

    private static void WriteCollector(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("gc"u8);
        writer.WriteBoolean("server"u8, GCSettings.IsServerGC);
        foreach ((string name, object value) in GC.GetConfigurationVariables().OrderBy(
            static item => item.Key, StringComparer.Ordinal))
        {
            writer.WriteString(name, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
        }

        writer.WriteNumber("heap_bytes"u8, GC.GetTotalMemory(forceFullCollection: false));
        writer.WriteNumber("allocated_bytes"u8, GC.GetTotalAllocatedBytes(precise: true));
        writer.WriteNumber("collections"u8, GC.CollectionCount(0));
        writer.WriteEndObject();
    }
}

/// <summary>The version of the library.</summary>
internal static class LibraryVersion
{
    /// <summary>EDGE_ABI_VERSION, incremented by each release that adds to the header.</summary>
    public const uint Abi = 1;

    /// <summary>EDGE_VERSION.</summary>
    public static string Text { get; } = typeof(EdgeClient).Assembly.GetName().Version!.ToString(3);
}
