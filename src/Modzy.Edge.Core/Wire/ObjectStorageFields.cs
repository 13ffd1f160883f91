using System.Buffers;

namespace Modzy.Edge.Wire;

/// <summary>The fields of <c>jobs.v1.JobInput</c> that give access to an object store. They contain secrets.</summary>
internal static class ObjectStorageFields
{
    /// <exception cref="EdgeException">None or both of region and endpoint are given.</exception>
    public static void CheckOrigin(S3Access access, string prefix = "")
    {
        bool region = !string.IsNullOrEmpty(access.Region);
        if (region == !string.IsNullOrEmpty(access.Endpoint))
        {
            throw EdgeException.InvalidArgument($"{prefix}region", region
                ? "is given, and endpoint too; give the region of AWS or the endpoint of another store, not both."
                : "is empty, and so is endpoint; give the region of AWS, or the endpoint of another store.");
        }
    }

    public static TextFields S3(S3Access access) => new(
        (4, StrictUtf8.Required(access.AccessKeyId, "access_key_id")),
        (5, StrictUtf8.Required(access.SecretAccessKey, "secret_access_key")),
        (6, StrictUtf8.Encode(access.Region ?? "", "region")),
        (7, StrictUtf8.Encode(access.Endpoint ?? "", "endpoint"))) { Secret = access.SecretAccessKey };

    public static TextFields Azure(AzureAccess access) => new(
        (8, StrictUtf8.Required(access.StorageAccount, "storage_account")),
        (9, StrictUtf8.Required(access.StorageAccountKey, "storage_account_key"))) { Secret = access.StorageAccountKey };
}

/// <summary>The location of an object: a nested Struct of two strings.</summary>
internal static class ObjectLocation
{
    public static byte[] Encode(byte[] containerName, byte[] container, byte[] pathName, byte[] path)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtoWriter(output);
        WriteField(ref writer, containerName, container);
        WriteField(ref writer, pathName, path);
        writer.Finish();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteField(ref ProtoWriter writer, byte[] name, byte[] text)
    {
        writer.WriteEntry(WireFields.StructFields, name, ProtoSize.LengthDelimited(text.Length));
        writer.WriteBytes(WireFields.StringValue, text);
    }
}

/// <summary>String fields, in the order in which they are written. proto3: empty ones are not sent.</summary>
internal sealed class TextFields(params (int Number, byte[] Text)[] fields)
{
    /// <summary>The text in them that no error may show; null if there is none.</summary>
    public string? Secret { get; init; }

    public long Size
    {
        get
        {
            long size = 0;
            foreach ((_, byte[] text) in fields)
            {
                size += text.Length == 0 ? 0 : ProtoSize.LengthDelimited(text.Length);
            }

            return size;
        }
    }

    public void WriteTo(ref ProtoWriter writer)
    {
        foreach ((int number, byte[] text) in fields)
        {
            if (text.Length > 0)
            {
                writer.WriteBytes(number, text);
            }
        }
    }
}
