using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Native.Tests.Parity;

/// <summary>No exception can cross into C: every export does what it does inside of the guard.</summary>
public sealed class GuardTests
{
    private static readonly Type _guard = ManagedExports.Assembly.GetType("Modzy.Edge.Native.Guard", throwOnError: true)!;

    public static TheoryData<string> Names => [.. ManagedExports.Methods.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_export_is_one_call_of_the_guard(string name) => Assert.Null(Fault(ManagedExports.Methods[name]));

    [Fact]
    public void An_export_without_the_guard_would_be_found()
    {
        Assert.NotNull(Fault(Sample(nameof(Unguarded))));
        Assert.NotNull(Fault(Sample(nameof(DoesNothing))));
    }

    [Fact]
    public void Exports_live_in_the_published_assembly_only()
    {
        // Those of other assemblies would be compiled, and not exported. The callbacks of OpenSSL have no name.
        Assert.NotEmpty(ManagedExports.Methods);
        Assert.DoesNotContain(
            ManagedExports.In(typeof(EdgeClient).Assembly),
            method => method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()!.EntryPoint is not null);
        Assert.All(ManagedExports.Methods.Values, method => Assert.Equal("Modzy.Edge.Native.Exports", method.DeclaringType!.Namespace));
    }

    /// <summary>What an export does outside of the guard, or null if that is nothing.</summary>
    private static string? Fault(MethodInfo export)
    {
        MethodBase[] calls = [.. Calls.In(export)];
        if (calls.Count(call => call.DeclaringType == _guard) != 1)
        {
            return $"{export.Name} does not call the guard once";
        }

        var other = calls.FirstOrDefault(call => call.DeclaringType != _guard && !IsHarmless(call));
        return other is null ? null : $"{export.Name} calls {other.DeclaringType}.{other.Name} outside of the guard";
    }

    /// <summary>Making the body that the guard runs, and the address of a literal, cannot fail.</summary>
    private static bool IsHarmless(MethodBase call) =>
        (call.IsConstructor && (call.DeclaringType!.IsSubclassOf(typeof(Delegate)) || call.DeclaringType.IsDefined(typeof(CompilerGeneratedAttribute))))
        || call.Name == "Literal"
        || call.DeclaringType == typeof(ReadOnlySpan<byte>);

    private static MethodInfo Sample(string name) =>
        typeof(GuardTests).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    [UnmanagedCallersOnly]
    private static int Unguarded(int value) => Math.Abs(value);

    [UnmanagedCallersOnly]
    private static void DoesNothing()
    {
    }
}
