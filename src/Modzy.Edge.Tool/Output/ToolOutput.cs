using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Modzy.Edge.Tool.Output;

/// <summary>Standard output and standard error, and what may be shown on them.</summary>
internal sealed class ToolOutput : IDisposable
{
    /// <summary>Wide enough that nothing is wrapped where no terminal shows it.</summary>
    private const int Unlimited = 100_000;

    private static readonly JsonWriterOptions _layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream _stream;
    private readonly int _width;

    public ToolOutput(
        Stream stream, TextWriter error, int? width = null, bool errorIsTerminal = false, bool colours = false)
    {
        _stream = stream;
        _width = width ?? Unlimited;
        IsTerminal = width is not null;
        Error = error;
        ErrorIsTerminal = errorIsTerminal;
        Colours = colours;
        Text = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" };
    }

    /// <summary>Text for standard output, which is written at the end of the command or by
    /// <see cref="Flush"/>.</summary>
    public TextWriter Text { get; }

    public TextWriter Error { get; }

    /// <summary>Whether standard output is a terminal.</summary>
    public bool IsTerminal { get; }

    /// <summary>Whether standard error is a terminal, so that progress can be shown on it.</summary>
    public bool ErrorIsTerminal { get; }

    /// <summary>Whether a terminal gets colours.</summary>
    public bool Colours { get; }

    public static ToolOutput OfProcess()
    {
        // https://no-color.org: present and not empty.
        bool colours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        bool capable = Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";
        var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        return new ToolOutput(
            new StandardOutputStream(), error, Console.IsOutputRedirected
                ? null : Width(), !Console.IsErrorRedirected && capable, colours && capable);
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Text.Flush();
        _stream.Write(bytes);
    }

    /// <summary>Writes a line of JSON, by a WriteJson of the library.</summary>
    public void JsonLine(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        buffer.Write("\n"u8);
        Bytes(buffer.WrittenSpan);
    }

    /// <summary>Writes a line of JSON that the library does not know.</summary>
    public void JsonLine(Action<Utf8JsonWriter> write) => JsonLine((IBufferWriter<byte> buffer) =>
    {
        using var json = new Utf8JsonWriter(buffer, _layout);
        write(json);
    });

    /// <summary>Writes a table. Each row has as many cells as there are headers.</summary>
    public void Table(string[] headers, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (string header in headers)
        {
            table.AddColumn(new TableColumn(new Text(header, new Style(decoration: Decoration.Bold)))
            {
                NoWrap = !IsTerminal,
                Padding = new Padding(0, 0, 2, 0),
            });
        }

        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(static cell => new Text(Printable.Escape(cell))));
        }

        using var lines = new StringWriter();
        Ansi(lines, IsTerminal && Colours, _width).Write(table);
        foreach (string line in lines.ToString().TrimEnd('\n').Split('\n'))
        {
            Text.WriteLine(line.TrimEnd());
        }
    }

    /// <summary>What draws progress on standard error.</summary>
    public IAnsiConsole Progress() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(Error),
    });

    public void Flush() => Text.Flush();

    /// <summary>What was not flushed is not worth an exception any more.</summary>
    public void Dispose() => Error.Flush();

    private static IAnsiConsole Ansi(TextWriter writer, bool colours, int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        return console;
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth is > 0 and int width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
