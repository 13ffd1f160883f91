using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Runs a test over each path, its first parameter; the given values are the others.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class TransportPathsAttribute(params object[] values) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<TransportPath>().Select(path => new TheoryDataRow([path, .. values]))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
