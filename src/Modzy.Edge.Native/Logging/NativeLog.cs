using System.Text;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Native.Marshalling;

namespace Modzy.Edge.Native.Logging;

/// <summary>The log sinks of the process: callbacks of <c>edge_log_create</c>, and standard error.</summary>
internal static class NativeLog
{
    private static readonly Lock _gate = new();
    private static volatile LogSink[] _sinks = StandardErrorSink.FromEnvironment() is LogSink sink ? [sink] : [];

    public static bool IsEnabled(LogLevel level) =>
        level < LogLevel.None && Array.Exists(_sinks, sink => level >= sink.Minimum);

    public static void Add(LogSink sink)
    {
        lock (_gate)
        {
            _sinks = [.. _sinks, sink];
        }
    }

    /// <summary>Removes a sink. After this returns, the sink is not called.</summary>
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
        // The C interface has no level above error.
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

/// <summary>Creates loggers that write to <see cref="NativeLog"/>.</summary>
internal sealed class NativeLoggerFactory : ILoggerFactory
{
    public static NativeLoggerFactory Instance { get; } = new();

    public void AddProvider(ILoggerProvider provider)
    {
        // All loggers write to NativeLog.
    }

    public ILogger CreateLogger(string categoryName) => new NativeLogger();

    public void Dispose()
    {
        // Lives as long as the process.
    }

    private sealed class NativeLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => NativeLog.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string message = formatter(state, exception);
                NativeLog.Write(logLevel, exception is null ? message : $"{message} ({exception.Message})");
            }
        }
    }
}
