using Microsoft.Extensions.Logging;

namespace Modzy.Edge.Native.Logging;

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
