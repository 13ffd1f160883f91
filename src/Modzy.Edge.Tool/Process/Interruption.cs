using System.Runtime.InteropServices;

namespace Modzy.Edge.Tool.Process;

/// <summary>SIGINT and SIGTERM: the first one cancels the command, a second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, Libc.Interrupt)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, Libc.Terminate)),
    ];

    public CancellationToken Token => _source.Token;

    /// <summary>The signal that came, or null.</summary>
    public int? Signal { get; private set; }

    /// <summary>Ends this process by a signal, so that a shell that runs it in a loop ends the loop too.</summary>
    public static int EndBy(int signal)
    {
        Libc.Default(signal);
        Libc.Raise(signal);
        return ExitCodes.Signalled + signal;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Cancel(PosixSignalContext context, int signal)
    {
        context.Cancel = Signal is null;
        Signal ??= signal;
        _source.Cancel();
    }
}
