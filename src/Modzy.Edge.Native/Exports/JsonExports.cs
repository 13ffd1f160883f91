using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Modzy.Edge.Json;
using Modzy.Edge.Native.Marshalling;

namespace Modzy.Edge.Native.Exports;

/// <summary>Values in JSON. See the section "JSON" of modzy_edge.h.</summary>
internal static unsafe class JsonExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_json_get_string", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetString(byte* json, byte* pointer, byte** outString, nint* outError) =>
        Guard.Run(outError, () =>
    {
        OutParameters.Require(outString, "out_string");
        Utf8JsonReader value = Find(json, pointer);
        if (value.TokenType != JsonTokenType.String)
        {
            throw JsonPointer.WrongType(value.TokenType, Span(pointer), "a string");
        }

        NativeString.Give(Copy(ref value, pointer), outString);
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_json_get_integer", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetInteger(byte* json, byte* pointer, long* outValue, nint* outError) => Guard.Run(outError, () =>
    {
        OutParameters.Require(outValue, "out_value");
        Utf8JsonReader value = Number(json, pointer, "an integer");
        *outValue = value.TryGetInt64(out long integer) ? integer
            : value.TryGetDecimal(out decimal exact)
                && exact == decimal.Truncate(exact) && exact is >= long.MinValue and <= long.MaxValue
                ? (long)exact
                : throw EdgeException.InvalidArgument(
                    "pointer", $"is \"{Utf8Marshaller.Required(pointer, "pointer")}\", where the JSON has a number that is not an integer of 64 bits.");
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_json_get_double", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetDouble(byte* json, byte* pointer, double* outValue, nint* outError) =>
        Guard.Run(outError, () =>
    {
        OutParameters.Require(outValue, "out_value");
        *outValue = Number(json, pointer, "a number").GetDouble();
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_json_get_bool", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetBool(byte* json, byte* pointer, byte* outValue, nint* outError) => Guard.Run(outError, () =>
    {
        OutParameters.Require(outValue, "out_value");
        Utf8JsonReader value = Find(json, pointer);
        *outValue = value.TokenType switch
        {
            JsonTokenType.True => 1,
            JsonTokenType.False => 0,
            _ => throw JsonPointer.WrongType(value.TokenType, Span(pointer), "a boolean"),
        };
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_json_count", CallConvs = [typeof(CallConvCdecl)])]
    public static int Count(byte* json, byte* pointer, nuint* outCount, nint* outError) => Guard.Run(outError, () =>
    {
        OutParameters.Require(outCount, "out_count");
        Utf8JsonReader value = Find(json, pointer);
        *outCount = (nuint)JsonPointer.Count(ref value, Span(pointer));
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_json_key_at", CallConvs = [typeof(CallConvCdecl)])]
    public static int KeyAt(byte* json, byte* pointer, nuint index, byte** outKey, nint* outError) =>
        Guard.Run(outError, () =>
    {
        OutParameters.Require(outKey, "out_key");
        Utf8JsonReader value = Find(json, pointer);
        JsonPointer.MoveToKey(ref value, Span(pointer), index);
        NativeString.Give(Copy(ref value, pointer), outKey);
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_json_raw", CallConvs = [typeof(CallConvCdecl)])]
    public static int Raw(byte* json, byte* pointer, byte** outJson, nint* outError) => Guard.Run(outError, () =>
    {
        OutParameters.Require(outJson, "out_json");
        Utf8JsonReader value = Find(json, pointer);
        ReadOnlySpan<byte> raw = JsonPointer.Raw(Span(json), ref value);
        byte* copy = CallerMemory.Allocate(null, (nuint)raw.Length + 1);
        raw.CopyTo(new Span<byte>(copy, raw.Length));
        copy[raw.Length] = 0;
        NativeString.Give(copy, outJson);
    });

    private static Utf8JsonReader Number(byte* json, byte* pointer, string wanted)
    {
        Utf8JsonReader value = Find(json, pointer);
        return value.TokenType == JsonTokenType.Number
            ? value : throw JsonPointer.WrongType(value.TokenType, Span(pointer), wanted);
    }

    private static Utf8JsonReader Find(byte* json, byte* pointer) =>
        JsonPointer.Find(Required(json, "json"), Required(pointer, "pointer"));

    /// <summary>The string on which a reader stands, decoded.</summary>
    private static byte* Copy(ref Utf8JsonReader value, byte* pointer)
    {
        int most = value.ValueSpan.Length;
        byte* copy = CallerMemory.Allocate(null, (nuint)most + 1);
        try
        {
            int length = value.CopyString(new Span<byte>(copy, most));
            if (new ReadOnlySpan<byte>(copy, length).Contains((byte)0))
            {
                throw EdgeException.InvalidArgument(
                    "pointer",
                    $"is \"{Utf8Marshaller.Required(pointer, "pointer")}\", where the string holds U+0000, which a C string cannot; use edge_json_raw.");
            }

            copy[length] = 0;
            return copy;
        }
        catch (InvalidOperationException)
        {
            NativeMemory.Free(copy);
            throw EdgeException.InvalidArgument("json", "holds a string that is not valid Unicode (half of a surrogate pair); use edge_json_raw.");
        }
        catch
        {
            NativeMemory.Free(copy);
            throw;
        }
    }

    private static ReadOnlySpan<byte> Required(byte* text, string parameter)
    {
        ReadOnlySpan<byte> bytes = Span(text);
        if (text == null || !Utf8.IsValid(bytes))
        {
            Utf8Marshaller.Required(text, parameter);
        }

        return bytes;
    }

    private static ReadOnlySpan<byte> Span(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
}
