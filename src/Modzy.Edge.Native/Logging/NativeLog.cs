using System.Text;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Native.Interop;

namespace Modzy.Edge.Native.Logging;

/// <summary>Where log messages of the whole library go: the functions that were given to <c>edge_log_create</c>.</summary>
internal static class NativeLog
{
    private static readonly Lock _gate = new();
    private static volatile LogSink[] _sinks = StandardErrorSink.FromEnvironment() is LogSink sink ? [sink] : [];

    public static bool IsEnabled(LogLevel level) => level < LogLevel.None && Array.Exists(_sinks, sink => level >= sink.Minimum);

    public static void Add(LogSink sink)
    {
        lock (_gate)
        {
            _sinks = [.. _sinks, sink];
        }
    }

    /// <summary>Removes a sink. When this returns, it is not running and will not run again.</summary>
    public static void Remove(LogSink sink)
    {
        lock (_gate)
        {
            _sinks = Array.FindAll(_sinks, other => other != sink);
        }

        sink.Close();
    }

    public static void Write(LogLevel level, string message)
    {
        byte[] text = Encoding.UTF8.GetBytes(message.ReplaceLineEndings(" ") + '\0');
        // A message that matters more than an error is an error to the host.
        int severity = Math.Min((int)level, (int)LogLevel.Error);
        foreach (LogSink sink in _sinks)
        {
            if (level >= sink.Minimum)
            {
                sink.Write(severity, text);
            }
        }
    }
}
