using Modzy.Edge.Fuzz;
using SharpFuzz;

// Modzy.Edge.Fuzz TARGET: below afl-fuzz, which gives the inputs. With files, runs those once, to see what one does.
if (args.Length == 0 || !FuzzTargets.All.TryGetValue(args[0], out FuzzTarget? target))
{
    Console.Error.WriteLine($"usage: Modzy.Edge.Fuzz TARGET [FILE...], where TARGET is one of {string.Join(", ", FuzzTargets.All.Keys)}");
    return 2;
}

foreach (string file in args.Skip(1))
{
    target(File.ReadAllBytes(file));
}

if (args.Length == 1)
{
    byte[] input = new byte[FuzzTargets.LargestInput];
    Fuzzer.Run(stream => target(input.AsSpan(0, stream.ReadAtLeast(input, input.Length, throwOnEndOfStream: false))));
}

return 0;
