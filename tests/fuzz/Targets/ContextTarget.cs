namespace Modzy.Edge.Fuzz;

/// <summary>Files of contexts. One that is accepted gives its contexts, and every refusal names the file.</summary>
internal static class ContextTarget
{
    private static readonly string _path = Path.Join(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"modzy-edge-fuzz-{Environment.ProcessId}.json");

    public static void Run(ReadOnlySpan<byte> input)
    {
        File.WriteAllBytes(_path, input);
        try
        {
            EdgeContexts contexts = EdgeContexts.Load(_path);
            foreach (string name in contexts.All.Keys)
            {
                _ = contexts.Get(name).Host;
            }
        }
        catch (EdgeException e) when (e.Message.Contains(_path, StringComparison.Ordinal))
        {
        }
        finally
        {
            File.Delete(_path);
        }
    }
}
