using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Runs a test over each transport, which is its first parameter; the given values are the others.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class BothTransportsAttribute(params object[] values) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([
            new TheoryDataRow([EdgeTransportKind.Direct, .. values]),
            new TheoryDataRow([EdgeTransportKind.Channel, .. values])]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
