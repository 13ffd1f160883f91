using System.Runtime.InteropServices;
using System.Text;

namespace Modzy.Edge.Native.Tests;

/// <summary>The published library, called through its real exports.</summary>
internal static unsafe class NativeLibraryUnderTest
{
    private static readonly nint _library = NativeLibrary.Load(Repository.Library);

    public static string Version => Text(((delegate* unmanaged[Cdecl]<byte*>)Export("edge_version"))());

    public static uint AbiVersion => ((delegate* unmanaged[Cdecl]<uint>)Export("edge_abi_version"))();

    public static nint Export(string name) => NativeLibrary.GetExport(_library, name);

    public static string StatusName(int status) => Text(((delegate* unmanaged[Cdecl]<int, byte*>)Export("edge_status_name"))(status));

    /// <summary>A string that stays the library's.</summary>
    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text)!;

    /// <summary>A string that the library gave away.</summary>
    public static string TakeText(byte* text)
    {
        var result = Text(text);
        FreeString(text);
        return result;
    }

    public static void FreeString(byte* text) => ((delegate* unmanaged[Cdecl]<byte*, void>)Export("edge_string_free"))(text);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    public static int CreateClient(byte[]? host, uint port, void* options, nint* client, nint* error)
    {
        fixed (byte* name = host)
        {
            return ((delegate* unmanaged[Cdecl]<byte*, uint, void*, nint*, nint*, int>)Export("edge_client_create"))(name, port, options, client, error);
        }
    }

    public static int WaitReady(nint client, uint timeout, nint* error) =>
        ((delegate* unmanaged[Cdecl]<nint, uint, nint*, int>)Export("edge_client_wait_ready"))(client, timeout, error);

    public static void DestroyClient(nint client) => ((delegate* unmanaged[Cdecl]<nint, void>)Export("edge_client_destroy"))(client);

    public static int GetJob(nint client, byte[]? job, void* options, byte** result, nint* error)
    {
        fixed (byte* name = job)
        {
            return ((delegate* unmanaged[Cdecl]<nint, byte*, void*, byte**, nint*, int>)Export("edge_jobs_get"))(client, name, options, result, error);
        }
    }

    public static int Diagnostics(byte** json, nint* error) =>
        ((delegate* unmanaged[Cdecl]<byte**, nint*, int>)Export("edge_diagnostics"))(json, error);

    public static int ErrorCode(nint error) => ((delegate* unmanaged[Cdecl]<nint, int>)Export("edge_error_code"))(error);

    public static string ErrorMessage(nint error) => Text(((delegate* unmanaged[Cdecl]<nint, byte*>)Export("edge_error_message"))(error));

    public static string ErrorDetail(nint error) => Text(((delegate* unmanaged[Cdecl]<nint, byte*>)Export("edge_error_detail_json"))(error));

    public static bool ErrorIsRetriable(nint error) => ((delegate* unmanaged[Cdecl]<nint, byte>)Export("edge_error_is_retriable"))(error) != 0;

    public static void FreeError(nint error) => ((delegate* unmanaged[Cdecl]<nint, void>)Export("edge_error_free"))(error);
}
