using Microsoft.Extensions.Logging;
using Modzy.Edge.Native.Interop;

namespace Modzy.Edge.Native.Logging;

/// <summary>Where log messages of the whole library go: the function that was given to <c>edge_log_set</c>.</summary>
internal static unsafe class NativeLog
{
    private static readonly Lock _gate = new();
    private static volatile Sink? _sink;

    [ThreadStatic]
    private static bool _inCallback;

    public static bool IsEnabled(LogLevel level) => _sink is Sink sink && level >= sink.Minimum && level < LogLevel.None;

    public static void Set(delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, int minimum, void* userData)
    {
        if (minimum is < (int)LogLevel.Trace or > (int)LogLevel.None or (int)LogLevel.Critical)
        {
            throw EdgeException.InvalidArgument("minimum", $"is {minimum}; use one of the EDGE_LOG_ levels.");
        }

        if (_inCallback)
        {
            throw new EdgeException(
                EdgeStatus.FailedPrecondition,
                "edge_log_set was called from within the log callback, where it would wait for itself; call it elsewhere.");
        }

        lock (_gate)
        {
            Sink? before = _sink;
            _sink = callback == null || minimum == (int)LogLevel.None ? null : new Sink(callback, (LogLevel)minimum, userData);
            before?.WaitUntilIdle();
        }
    }

    public static void Write(LogLevel level, string message)
    {
        if (_sink is not Sink sink || !sink.TryEnter())
        {
            return;
        }

        byte* text = null;
        try
        {
            text = NativeString.From(message.ReplaceLineEndings(" "));
            _inCallback = true;
            // A message that matters more than an error is an error to the host.
            sink.Callback(Math.Min((int)level, (int)LogLevel.Error), text, sink.UserData);
        }
        finally
        {
            _inCallback = false;
            NativeString.Free(text);
            sink.Exit();
        }
    }

    /// <summary>One callback, and how many threads are inside of it.</summary>
    private sealed class Sink(delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, LogLevel minimum, void* userData)
    {
        private readonly object _gate = new();
        private int _running;
        private bool _retired;

        public delegate* unmanaged[Cdecl]<int, byte*, void*, void> Callback => callback;

        public LogLevel Minimum => minimum;

        public void* UserData => userData;

        public bool TryEnter()
        {
            lock (_gate)
            {
                if (_retired)
                {
                    return false;
                }

                _running++;
                return true;
            }
        }

        public void Exit()
        {
            lock (_gate)
            {
                _running--;
                Monitor.PulseAll(_gate);
            }
        }

        public void WaitUntilIdle()
        {
            lock (_gate)
            {
                _retired = true;
                while (_running > 0)
                {
                    Monitor.Wait(_gate);
                }
            }
        }
    }
}
