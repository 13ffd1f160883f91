using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Direct.Io;

/// <summary>
/// What one thread waits for and another sets: a futex of Linux. The monitors of the runtime do the same by way of
/// several locks, which costs more than the sending and receiving for which it is waited.
/// </summary>
internal sealed unsafe class Signal
{
    private const int Clear = 0;
    private const int IsSet = 1;
    private const int Awaited = 2;

    /// <summary>Pinned, for the system to find.</summary>
    private readonly int[] _state = GC.AllocateArray<int>(1, pinned: true);

    private int* Address => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_state));

    /// <summary>To be called before it is shown to who sets it.</summary>
    public void Reset() => Volatile.Write(ref _state[0], Clear);

    /// <summary>Lets the waiting end.</summary>
    /// <returns>Whether <see cref="Wake"/> has to be called, which takes a while and needs no lock.</returns>
    public bool Set() => Interlocked.Exchange(ref _state[0], IsSet) == Awaited;

    /// <summary>Wakes the thread that waits. If it has gone on already, it is no harm, even if it waits for something new.</summary>
    public void Wake() => Libc.WakeOne(Address);

    /// <summary>Waits until it is set.</summary>
    /// <returns>Whether it is; otherwise the deadline has passed.</returns>
    /// <exception cref="OperationCanceledException">Interrupted, see <see cref="Interruption"/>.</exception>
    public bool Wait(Deadline deadline)
    {
        while (Interlocked.CompareExchange(ref _state[0], Awaited, Clear) != IsSet)
        {
            if (deadline.IsPast)
            {
                return false;
            }

            Libc.Wait(Address, Awaited, Interruption.Limit(deadline));
            if (Volatile.Read(ref _state[0]) != IsSet)
            {
                Interruption.Check();
            }
        }

        return true;
    }
}
