using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Modzy.Edge.Native.Logging;

/// <summary>A destination of log messages. Counts the threads inside, so that closing waits for them.</summary>
/// <param name="minimum">Messages below this level are dropped.</param>
internal abstract class LogSink(LogLevel minimum)
{
    [ThreadStatic]
    private static LogSink? _running;

    private readonly object _gate = new();
    private int _users;
    private bool _closed;

    public LogLevel Minimum => minimum;

    /// <summary>Validates a level of the C interface.</summary>
    /// <exception cref="EdgeException">There is no such level.</exception>
    public static LogLevel Level(int level) =>
        level is >= (int)LogLevel.Trace and <= (int)LogLevel.None and not (int)LogLevel.Critical
        ? (LogLevel)level
        : throw EdgeException.InvalidArgument("minimum", $"is {level}; use one of the EDGE_LOG_ levels.");

    /// <param name="level">One of the EDGE_LOG_ levels.</param>
    /// <param name="message">NUL-terminated UTF-8.</param>
    public void Write(int level, ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _users++;
        }

        LogSink? outer = _running;
        _running = this;
        try
        {
            Emit(level, message);
        }
        finally
        {
            _running = outer;
            lock (_gate)
            {
                _users--;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits until no other thread is inside.</summary>
    public void Close()
    {
        int own = _running == this ? 1 : 0;
        lock (_gate)
        {
            _closed = true;
            while (_users > own)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    protected abstract void Emit(int level, ReadOnlySpan<byte> message);
}

/// <summary>The object of an <c>edge_log</c> handle: a callback of the host.</summary>
internal sealed unsafe class CallbackSink(
    delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, LogLevel minimum, void* userData)
    : LogSink(minimum)
{
    protected override void Emit(int level, ReadOnlySpan<byte> message)
    {
        fixed (byte* text = message)
        {
            callback(level, text, userData);
        }
    }
}

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
