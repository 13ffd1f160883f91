using System.Text.Json;

namespace Modzy.Edge;

/// <summary>Which part of all there is a page holds, as the edge says it.</summary>
/// <param name="TotalCount">How many there are in all.</param>
/// <param name="PageNumber">The number of this page.</param>
/// <param name="PageSize">How many a page holds at most.</param>
/// <param name="PageCount">How many pages there are.</param>
/// <example><code>
/// PageFigures figures = client.Jobs.List().Figures;
/// Console.WriteLine($"page {figures.PageNumber} of {figures.PageCount}");        // page ... of ...
/// </code></example>
public sealed record PageFigures(long TotalCount, long PageNumber, long PageSize, long PageCount)
{
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("total_count"u8, TotalCount);
        writer.WriteNumber("page_number"u8, PageNumber);
        writer.WriteNumber("page_size"u8, PageSize);
        writer.WriteNumber("page_count"u8, PageCount);
    }
}
