using Microsoft.Extensions.Logging;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Remembers what is logged, from the finest level on.</summary>
internal sealed class TestLog : ILoggerFactory
{
    private readonly List<Entry> _entries = [];
    private readonly List<Func<Entry, bool>> _expected = [];

    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Allows what would otherwise fail the test.</summary>
    public void Expect(Func<Entry, bool> entry) => _expected.Add(entry);

    /// <summary>Allows what the gRPC library logs of a call that fails, which is what the test is about.</summary>
    public void ExpectFailingCalls() => Expect(entry => entry.Category.StartsWith("Grpc.Net.Client", StringComparison.Ordinal));

    public void AssertNothingUnexpected() => Assert.DoesNotContain(
        Entries, entry => entry.Level >= LogLevel.Warning && !_expected.Any(expected => expected(entry)));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
        // It holds nothing.
    }

    internal sealed record Entry(LogLevel Level, string Category, string Text);

    private sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            lock (log._entries)
            {
                log._entries.Add(new Entry(logLevel, category, $"{formatter(state, exception)}\n{exception}"));
            }
        }
    }
}
