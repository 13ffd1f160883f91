using Modzy.Edge.Tool.Inputs;

namespace Modzy.Edge.Tool.Tests;

public sealed class InputParserTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("modzy-edge-inputs-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("photo.jpg", "photo.jpg", "photo.jpg", "photo.jpg")]
    [InlineData("door/photo.jpg", "door/photo.jpg", "photo.jpg", "door/photo.jpg")]
    [InlineData("image=photo.jpg", "job", "image", "photo.jpg")]
    [InlineData("front/image=photo.jpg", "front", "image", "photo.jpg")]
    [InlineData("a/b/image=photo.jpg", "a/b", "image", "photo.jpg")]
    [InlineData("image=a=b.jpg", "job", "image", "a=b.jpg")]
    [InlineData("./a=b.jpg", "./a=b.jpg", "a=b.jpg", "./a=b.jpg")]
    [InlineData("/data/a=b.jpg", "/data/a=b.jpg", "a=b.jpg", "/data/a=b.jpg")]
    [InlineData("-", "stdin", "stdin", null)]
    [InlineData("image=-", "job", "image", null)]
    [InlineData("front/image=-", "front", "image", null)]
    public void An_argument_names_item_input_and_file(string argument, string item, string name, string? path) =>
        Assert.Equal([new InputSpec(item, name, path)], new InputParser(null, null).Parse([argument], []));

    [Theory]
    [InlineData("photo.jpg", "all", "image")]
    [InlineData("left=photo.jpg", "all", "left")]
    [InlineData("front/left=photo.jpg", "front", "left")]
    [InlineData("-", "all", "image")]
    public void Options_name_what_has_no_name(string argument, string item, string name)
    {
        InputSpec spec = Assert.Single(new InputParser("all", "image").Parse([argument], []));

        Assert.Equal((item, name), (spec.Item, spec.Name));
    }

    [Fact]
    public void A_pattern_stands_for_the_files_that_match_each_an_item()
    {
        string[] files = [.. new[] { "a.jpg", "b.jpg", "c.png" }.Select(name => Path.Join(_directory, name))];
        Array.ForEach(files, file => File.WriteAllText(file, ""));

        Assert.Equal(
            [new InputSpec(files[0], "image", files[0]), new InputSpec(files[1], "image", files[1])],
            new InputParser(null, "image").Parse([$"{_directory}/*.jpg"], []));
        Assert.Equal([files[2]], new InputParser(null, null).Parse([$"x={_directory}/[c-d].p?g"], []).Select(spec => spec.Path));
    }

    [Fact]
    public void A_file_whose_name_is_a_pattern_is_a_file()
    {
        string file = Path.Join(_directory, "a[1].jpg");
        File.WriteAllText(file, "");

        Assert.Equal([file], new InputParser(null, null).Parse([file], []).Select(spec => spec.Path));
    }

    [Fact]
    public void Texts_are_items()
    {
        Assert.Equal([new InputSpec("text", "input.txt", null, "a=b")], new InputParser(null, null).Parse([], ["a=b"]));
        Assert.Equal(["text-1", "text-2"], new InputParser(null, null).Parse([], ["a", "b"]).Select(spec => spec.Item));
    }

    [Theory]
    [InlineData("there is no input")]
    [InlineData("'=a' has an empty name", "=a")]
    [InlineData("'a/=b' has an empty name", "a/=b")]
    [InlineData("'a=' names no file", "a=")]
    [InlineData("standard input can be read once", "a=-", "b=-")]
    [InlineData("no file matches '/nonexistent/*.jpg'", "/nonexistent/*.jpg")]
    [InlineData("x.jpg and y.jpg are both input 'image' of item 'job'", "image=x.jpg", "image=y.jpg")]
    public void What_cannot_be_right_is_told(string problem, params string[] arguments)
    {
        ToolException error = Assert.Throws<ToolException>(() => new InputParser(null, null).Parse(arguments, []));

        Assert.StartsWith(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
    }
}
