using System.Buffers;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Jobs;

/// <summary>The Job JSON to the letter: keys, order, nulls.</summary>
public sealed class JobJsonTests
{
    private static readonly Timestamp _time = new() { Seconds = 1_714_564_800 };

    [Fact]
    public void A_full_receipt()
    {
        var job = Job.From(new JobSubmissionReceipt
        {
            JobIdentifier = "f6a1",
            Model = new ModelIdentifier { Identifier = "ed542963de", Version = "1.0.1", Name = "Sentiment" },
            AccessKey = "AbC",
            TotalInputs = 9,
            InputByteAmount = uint.MaxValue,
            JobInputs = new() { Identifier = { "front", "back" } },
            SubmittedAt = new() { Seconds = 1_714_564_800, Nanos = 500_000_000 },
            Status = JobStatus.InProgress,
            Details = new()
            {
                AccountIdentifier = "account",
                CreatedAt = _time,
                UpdatedAt = new() { Seconds = 1_714_564_801, Nanos = 1 },
                Total = 7,
                Pending = 4,
                Completed = 2,
                Failed = 1,
                ElapsedTime = 1234,
            },
            Explain = true,
        });

        AssertJson(
            """
            {"job_identifier":"f6a1","status":"IN_PROGRESS","account_identifier":"account","explain":true,
            "created_at":"2024-05-01T12:00:00Z","updated_at":"2024-05-01T12:00:01.000000001Z",
            "submitted_at":"2024-05-01T12:00:00.500Z","submitted_by":null,"pending":4,"completed":2,"failed":1,"total":7,
            "model":{"identifier":"ed542963de","version":"1.0.1","name":"Sentiment"},"job_inputs":["front","back"],"user":null,
            "access_key":"AbC","input_byte_amount":4294967295,"elapsed_time":1234}
            """,
            job);
        Assert.Equal(_time.ToDateTimeOffset(), job.CreatedAt);
        Assert.False(job.IsFinal);
    }

    [Fact]
    public void A_receipt_that_says_nothing() => AssertJson(
        """
        {"job_identifier":"","status":"UNKNOWN","account_identifier":null,"explain":false,"created_at":null,"updated_at":null,
        "submitted_at":null,"submitted_by":null,"pending":null,"completed":null,"failed":null,"total":0,"model":null,
        "job_inputs":null,"user":null}
        """,
        Job.From(new JobSubmissionReceipt()));

    [Fact]
    public void A_receipt_of_empty_messages() => AssertJson(
        """
        {"job_identifier":"","status":"SUBMITTED","account_identifier":null,"explain":false,"created_at":null,"updated_at":null,
        "submitted_at":null,"submitted_by":null,"pending":0,"completed":0,"failed":0,"total":0,
        "model":{"identifier":"","version":"","name":null},"job_inputs":[],"user":null}
        """,
        Job.From(new JobSubmissionReceipt
        {
            Status = JobStatus.Submitted, TotalInputs = 3, Model = new(), JobInputs = new(), Details = new(),
        }));

    [Theory]
    [InlineData(1, "SUBMITTED", true)]
    [InlineData(2, "IN_PROGRESS", true)]
    [InlineData(6, "OPEN", true)]
    [InlineData(3, "COMPLETE", false)]
    [InlineData(4, "CANCELED", false)]
    [InlineData(5, "FAILED", false)]
    [InlineData(0, "UNKNOWN", false)]
    [InlineData(99, "99", false)]
    [InlineData(-1, "-1", false)]
    public void Without_details_all_inputs_of_a_live_job_are_pending(int status, string name, bool isLive)
    {
        var job = Job.From(new JobSubmissionReceipt { Status = (JobStatus)status, TotalInputs = 3 });

        Assert.Equal(name, job.Status);
        Assert.Equal((isLive ? 3L : null, null, null, 3L), (job.Pending, job.Completed, job.Failed, job.Total));
    }

    [Fact]
    public void Full_details()
    {
        var job = Job.From(new JobDetails
        {
            JobIdentifier = "f6a1",
            Model = new ModelIdentifier { Identifier = "m", Version = "1.0.0" },
            Status = "COMPLETE",
            CreatedAt = _time,
            UpdatedAt = _time,
            SubmittedAt = _time,
            Total = uint.MaxValue,
            Pending = 1,
            Completed = 2,
            Failed = 3,
            ElapsedTime = 4,
            JobInputs = { new JobDetails.Types.JobInputs { Identifier = "a" }, new JobDetails.Types.JobInputs() },
        });

        AssertJson(
            """
            {"job_identifier":"f6a1","status":"COMPLETE","account_identifier":null,"explain":null,
            "created_at":"2024-05-01T12:00:00Z","updated_at":"2024-05-01T12:00:00Z","submitted_at":"2024-05-01T12:00:00Z",
            "submitted_by":null,"pending":1,"completed":2,"failed":3,"total":4294967295,
            "model":{"identifier":"m","version":"1.0.0","name":null},"job_inputs":["a",""],"user":null,"elapsed_time":4}
            """,
            job);
        Assert.True(job.IsFinal);
    }

    [Fact]
    public void Details_that_say_nothing() => AssertJson(
        """
        {"job_identifier":"","status":"","account_identifier":null,"explain":null,"created_at":null,"updated_at":null,
        "submitted_at":null,"submitted_by":null,"pending":0,"completed":0,"failed":0,"total":0,"model":null,"job_inputs":[],
        "user":null}
        """,
        Job.From(new JobDetails()));

    [Theory]
    [InlineData("CANCELLED", "CANCELED", true)]
    [InlineData("CANCELED", "CANCELED", true)]
    [InlineData("COMPLETE", "COMPLETE", true)]
    [InlineData("FAILED", "FAILED", true)]
    [InlineData("SUBMITTED", "SUBMITTED", false)]
    [InlineData("cancelled", "cancelled", false)]
    [InlineData("TIMEDOUT", "TIMEDOUT", false)]
    public void The_cancelled_state_has_one_spelling(string status, string expected, bool isFinal)
    {
        var job = Job.From(new JobDetails { Status = status });

        Assert.Equal((expected, isFinal), (job.Status, job.IsFinal));
    }

    [Fact]
    public void Times_that_no_date_can_express_are_null()
    {
        var job = Job.From(new JobDetails
        {
            CreatedAt = new Timestamp { Seconds = long.MaxValue },
            UpdatedAt = new Timestamp { Seconds = long.MinValue },
            SubmittedAt = new Timestamp { Nanos = -1 },
        });

        Assert.Contains("\"created_at\":null,\"updated_at\":null,\"submitted_at\":null", job.ToString(), StringComparison.Ordinal);
        Assert.Equal((null, null, null), (job.CreatedAt, job.UpdatedAt, job.SubmittedAt));
    }

    private static void AssertJson(string expected, Job job)
    {
        var buffer = new ArrayBufferWriter<byte>();
        job.WriteJson(buffer);

        Assert.Equal(expected.ReplaceLineEndings(""), System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
        Assert.Equal(expected.ReplaceLineEndings(""), job.ToString());
    }
}
