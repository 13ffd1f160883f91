using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Modzy.Edge.Native.Logging;

/// <summary>Writes log messages to standard error if MODZY_EDGE_LOG is set.</summary>
internal sealed unsafe partial class StandardErrorSink(LogLevel minimum) : LogSink(minimum)
{
    /// <summary>The sink for the level in MODZY_EDGE_LOG; null if it is not set, or not a level.</summary>
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

    [LibraryImport("shim", EntryPoint = "shim_write_log")]
    private static partial void WriteLine(int level, byte* message);
}
