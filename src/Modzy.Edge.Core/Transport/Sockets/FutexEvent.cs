using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// An event that one thread waits for and another sets, on a Linux futex. The runtime's monitors take several locks for
/// the same, which costs more than the send and the receive of a small call.
/// </summary>
internal sealed unsafe class FutexEvent
{
    private const int Clear = 0;
    private const int IsSet = 1;
    private const int Awaited = 2;

    /// <summary>Pinned: the kernel uses its address.</summary>
    private readonly int[] _state = GC.AllocateArray<int>(1, pinned: true);

    private int* Address => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_state));

    /// <summary>Call before the thread that sets the event can see it.</summary>
    public void Reset() => Volatile.Write(ref _state[0], Clear);

    /// <summary>Sets the event.</summary>
    /// <returns>Whether <see cref="Wake"/> has to be called: a system call, which needs no lock.</returns>
    public bool Set() => Interlocked.Exchange(ref _state[0], IsSet) == Awaited;

    /// <summary>Wakes the waiting thread. Harmless if it no longer waits, or waits for the next event.</summary>
    public void Wake() => Libc.WakeOne(Address);

    /// <summary>Sets the event and wakes the thread that waits, if one does.</summary>
    public void SetAndWake()
    {
        if (Set())
        {
            Wake();
        }
    }

    /// <summary>Waits until the event is set.</summary>
    /// <returns>Whether it is; otherwise the deadline has passed.</returns>
    /// <exception cref="OperationCanceledException">Interrupted, see <see cref="Interruption"/>.</exception>
    public bool Wait(Deadline deadline) => Wait(deadline, isInterruptible: true);

    /// <param name="deadline">Bounds the wait.</param>
    /// <param name="isInterruptible">Whether signals may end the wait.</param>
    /// <inheritdoc cref="Wait(Deadline)"/>
    public bool Wait(Deadline deadline, bool isInterruptible)
    {
        while (Interlocked.CompareExchange(ref _state[0], Awaited, Clear) != IsSet)
        {
            if (deadline.IsPast)
            {
                return false;
            }

            Libc.Wait(Address, Awaited, isInterruptible ? Interruption.Limit(deadline) : deadline);
            if (isInterruptible && Volatile.Read(ref _state[0]) != IsSet)
            {
                Interruption.Check();
            }
        }

        return true;
    }
}
