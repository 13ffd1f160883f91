using System.Text;
using System.Text.Unicode;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Models;

/// <summary>Reads the input of a model that takes a short text.</summary>
internal static class TextInput
{
    private const int Longest = 4096;

    public static string Read(Payload input)
    {
        if (input.Length > Longest)
        {
            throw new EmulatorException(
                ErrorCode.InvalidArgument,
                $"The input has {input.Length} bytes; the model takes a text of at most {Longest}.");
        }

        var bytes = new byte[input.Length];
        _ = input.Read(0, bytes);
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes).Trim()
            : throw new EmulatorException(ErrorCode.InvalidArgument, "The input is not a text in UTF-8.");
    }
}
