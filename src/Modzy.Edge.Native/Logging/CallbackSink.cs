using Microsoft.Extensions.Logging;

namespace Modzy.Edge.Native.Logging;

/// <summary>A function of the host that receives log messages: what an <c>edge_log</c> stands for.</summary>
internal sealed unsafe class CallbackSink(delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, LogLevel minimum, void* userData)
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
