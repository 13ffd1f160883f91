using Modzy.Edge.Json;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;

namespace Modzy.Edge.Native.Calls;

/// <summary>Gives the result of a call to its caller. Each method returns false if the result is of another
/// kind.</summary>
internal static unsafe class CallResult
{
    public static bool GiveJson(object? result, byte** outJson)
    {
        byte* text = result switch
        {
            IJsonWritable json => NativeString.From(json, static (value, output) => value.WriteJson(output)),
            ResultVote vote => NativeString.From(ResultVotes.ToJson(vote)),
            EndOfStream => NativeString.From("null"),
            _ => null,
        };
        if (text == null)
        {
            return false;
        }

        NativeString.Give(text, outJson);
        return true;
    }

    public static bool GiveBytes(object? result, void** outData, nuint* outSize, byte** outContentType)
    {
        InferenceOutput? output = result switch
        {
            ReadOnlyMemory<byte> data => new InferenceOutput(data, ""),
            InferenceOutput named => named,
            _ => null,
        };
        if (output is null)
        {
            return false;
        }

        byte* contentType = outContentType == null ? null : NativeString.From(output.ContentType);
        NativeBytes.Give(output.Data.Span, outData, outSize);
        if (outContentType != null)
        {
            NativeString.Give(contentType, outContentType);
        }

        return true;
    }

    public static bool GiveStream(object? result, nint* outStream)
    {
        if (result is not NativeStream stream)
        {
            return false;
        }

        *outStream = NativeHandles.Table.Add(stream);
        return true;
    }
}
