// The structures of include/modzy_edge.h, in its layout. Callers in C write the members.
#pragma warning disable CS0649
namespace Modzy.Edge.Native.Marshalling;

/// <summary><c>edge_client_options</c>.</summary>
internal unsafe struct NativeClientOptions
{
    public uint StructSize;
    public uint DeadlineMs;
    public uint ConnectTimeoutMs;
    public uint Transport;
    public uint MaxConnections;
    public uint IdleTimeoutMs;
    public ulong MaxReceiveBytes;
    public uint BusyPollUs;
    public uint MaxLongCalls;
    public byte* ApiKey;
    public byte AllowPlaintextCredentials;
    public byte CancelOnTimeout;
    public fixed byte Reserved[6];
    public NativeTlsOptions* Tls;
    public NativeRetryOptions* Retry;
    public byte* Proxy;
    public uint KeepaliveMs;
    public uint KeepaliveTimeoutMs;
    public byte KeepaliveWhenIdle;
    public fixed byte Reserved2[3];
    public uint Balancing;
}

/// <summary><c>edge_tls_options</c>.</summary>
internal unsafe struct NativeTlsOptions
{
    public uint StructSize;
    public uint Reserved;
    public byte* CaFile;
    public void* CaPem;
    public nuint CaPemSize;
    public byte* CertificateFile;
    public void* CertificatePem;
    public nuint CertificatePemSize;
    public byte* KeyFile;
    public void* KeyPem;
    public nuint KeyPemSize;
    public byte* KeyPassword;
    public byte* ServerName;
}

/// <summary><c>edge_retry_options</c>.</summary>
internal unsafe struct NativeRetryOptions
{
    public uint StructSize;
    public uint MaxAttempts;
    public uint InitialBackoffMs;
    public uint MaxBackoffMs;
    public byte RetrySubmissions;
    public fixed byte Reserved[3];
}

/// <summary><c>edge_metadata</c>.</summary>
internal unsafe struct NativeMetadata
{
    public byte* Name;
    public void* Value;
    public nuint Size;
}

/// <summary><c>edge_call_options</c>.</summary>
internal unsafe struct NativeCallOptions
{
    public uint StructSize;
    public uint DeadlineMs;
    public NativeMetadata* Metadata;
    public nuint MetadataCount;
}

/// <summary><c>edge_wait_options</c>.</summary>
internal unsafe struct NativeWaitOptions
{
    public uint StructSize;
    public uint TimeoutMs;
    public uint PollIntervalMs;
    public uint MaxPollIntervalMs;
    public NativeMetadata* Metadata;
    public nuint MetadataCount;
}

/// <summary><c>edge_submit_options</c>.</summary>
internal unsafe struct NativeSubmitOptions
{
    public uint StructSize;
    public uint DeadlineMs;
    public uint JobTimeoutMs;
    public ushort SourceSize;
    public ushort InputSize;
    public ushort FileSize;
    public byte Explain;
    public fixed byte Reserved[5];
    public NativeWaitOptions* Wait;
    public NativeMetadata* Metadata;
    public nuint MetadataCount;
}

/// <summary><c>edge_piece</c>.</summary>
internal unsafe struct NativePiece
{
    public void* Data;
    public nuint Size;
}

/// <summary><c>edge_input</c>.</summary>
internal unsafe struct NativeInput
{
    public byte* Key;
    public void* Data;
    public nuint Size;
}

/// <summary><c>edge_source</c>.</summary>
internal unsafe struct NativeSource
{
    public byte* Key;
    public NativeInput* Inputs;
    public nuint InputCount;
}

/// <summary><c>edge_file</c>.</summary>
internal unsafe struct NativeFile
{
    public byte* SourceKey;
    public byte* InputKey;
    public byte* Path;
}

/// <summary><c>edge_object</c>.</summary>
internal unsafe struct NativeObject
{
    public byte* Key;
    public byte* Container;
    public byte* Path;
}

/// <summary><c>edge_object_source</c>.</summary>
internal unsafe struct NativeObjectSource
{
    public byte* Key;
    public NativeObject* Objects;
    public nuint ObjectCount;
}

/// <summary><c>edge_object_sources</c>.</summary>
internal unsafe struct NativeObjectSources
{
    public uint StructSize;
    public ushort SourceSize;
    public ushort ObjectSize;
    public NativeObjectSource* Sources;
    public nuint SourceCount;
}

/// <summary><c>edge_s3_access</c>.</summary>
internal unsafe struct NativeS3Access
{
    public uint StructSize;
    public uint Reserved;
    public byte* AccessKeyId;
    public byte* SecretAccessKey;
    public byte* Region;
    public byte* Endpoint;
}

/// <summary><c>edge_azure_access</c>.</summary>
internal unsafe struct NativeAzureAccess
{
    public uint StructSize;
    public uint Reserved;
    public byte* StorageAccount;
    public byte* StorageAccountKey;
}

/// <summary><c>edge_job_filter</c>.</summary>
internal unsafe struct NativeJobFilter
{
    public uint StructSize;
    public uint Reserved;
    public byte* StartDate;
    public byte* EndDate;
    public byte* Status;
    public byte* Model;
    public byte* User;
    public byte* AccessKey;
}

/// <summary><c>edge_job_history_filter</c>.</summary>
internal unsafe struct NativeJobHistoryFilter
{
    public uint StructSize;
    public uint Reserved;
    public byte* Search;
    public byte* User;
    public byte* Model;
    public byte* AccessKey;
    public byte* StartDate;
    public byte* EndDate;
    public byte* Status;
    public byte* ModelIdentifier;
    public byte* ModelVersion;
}

/// <summary><c>edge_tag</c>.</summary>
internal unsafe struct NativeTag
{
    public byte* Key;
    public byte* Value;
}

/// <summary><c>edge_inference_input</c>.</summary>
internal unsafe struct NativeInferenceInput
{
    public byte* Key;
    public void* Data;
    public nuint Size;
    public byte* Container;
    public byte* Path;
    public NativeS3Access* S3;
    public NativeAzureAccess* Azure;
    public int Type;
    public uint Reserved;
}

/// <summary><c>edge_inference_request</c>.</summary>
internal unsafe struct NativeInferenceRequest
{
    public uint StructSize;
    public ushort InputSize;
    public ushort TagSize;
    public byte* ModelIdentifier;
    public byte* ModelVersion;
    public NativeInferenceInput* Inputs;
    public nuint InputCount;
    public NativeTag* Tags;
    public nuint TagCount;
    public byte Explain;
    public fixed byte Reserved[7];
}

/// <summary><c>edge_progress</c>.</summary>
internal struct NativeProgress
{
    public uint StructSize;
    public uint Reserved;
    public ulong SentBytes;
    public ulong TotalBytes;
    public long Completed;
    public long Failed;
    public long Total;
}
