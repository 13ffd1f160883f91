using System.Text;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Tests;

/// <summary>What the tool would write.</summary>
internal sealed class TestOutput : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public TestOutput(int? width = null) => Tool = new ToolOutput(_output, _error, width);

    public ToolOutput Tool { get; }

    public string Error => _error.ToString();

    public string Output
    {
        get
        {
            Tool.Flush();
            return Encoding.UTF8.GetString(_output.ToArray());
        }
    }

    public void Dispose()
    {
        Tool.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
