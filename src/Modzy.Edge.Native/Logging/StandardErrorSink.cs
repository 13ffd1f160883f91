using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Modzy.Edge.Native.Logging;

/// <summary>Writes log messages to standard error, where the environment asks for it.</summary>
internal sealed unsafe partial class StandardErrorSink(LogLevel minimum) : LogSink(minimum)
{
    /// <summary>What MODZY_EDGE_LOG asks for; null if nothing, or what it asks for is no level.</summary>
    public static StandardErrorSink? FromEnvironment() => Environment.GetEnvironmentVariable("MODZY_EDGE_LOG") switch
    {
        "trace" => new StandardErrorSink(LogLevel.Trace),
        "debug" => new StandardErrorSink(LogLevel.Debug),
        "info" => new StandardErrorSink(LogLevel.Information),
        "warning" => new StandardErrorSink(LogLevel.Warning),
        "error" => new StandardErrorSink(LogLevel.Error),
        _ => null,
    };

    protected override void Emit(int level, ReadOnlySpan<byte> message)
    {
        fixed (byte* text = message)
        {
            WriteLine(level, text);
        }
    }

    [LibraryImport("entry", EntryPoint = "entry_write_log")]
    private static partial void WriteLine(int level, byte* message);
}
