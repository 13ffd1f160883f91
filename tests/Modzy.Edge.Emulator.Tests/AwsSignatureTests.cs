using Modzy.Edge.Emulator.S3;

namespace Modzy.Edge.Emulator.Tests;

public sealed class AwsSignatureTests
{
    /// <summary>The example "GET Object" of the S3 API reference on signature version 4.</summary>
    [Fact]
    public void The_signature_equals_the_one_in_the_published_example()
    {
        var time = new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);
        var headers = new SortedList<string, string>(StringComparer.Ordinal)
        {
            ["host"] = "examplebucket.s3.amazonaws.com",
            ["range"] = "bytes=0-9",
            ["x-amz-content-sha256"] = AwsSignature.EmptyBody,
            ["x-amz-date"] = AwsSignature.Date(time),
        };
        var location = new S3Location(
            "examplebucket",
            "test.txt",
            "us-east-1",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

        Assert.Equal("20130524T000000Z", AwsSignature.Date(time));
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
            + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            AwsSignature.Authorization("GET", "/test.txt", headers, location, time));
    }
}
