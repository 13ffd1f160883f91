using Modzy.Edge.Documentation.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(RunningEdge))]
// What an example prints is caught from the console, of which a process has one.
[assembly: Parallelization(Mode = ParallelMode.None)]
