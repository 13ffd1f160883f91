using System.Buffers;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Core.Tests.Wire;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Jobs;

/// <summary>
/// A receipt that is read without its generated class is the job that the generated class would make.
/// </summary>
public sealed class JobReceiptTests
{
    private static readonly Gen<string> _text = Gen.OneOf(
        Gen.OneOf("", "SUBMITTED", "\"\\\n", "\u2028é🙂"), SubmissionGenerators.CodePoint.Array[0, 20].Select(string.Concat));

    private static readonly Gen<uint> _number = Gen.OneOf(Gen.OneOf(0u, 1u, 127u, 128u, uint.MaxValue), Gen.UInt);

    private static readonly Gen<Timestamp?> _time = Gen.Select(
        Gen.OneOf(
            Gen.Long[-62_135_596_801, 253_402_300_800], Gen.OneOf(0L, 1_700_000_000, long.MinValue, long.MaxValue)),
        Gen.OneOf(Gen.Int[-1, 1_000_000_000], Gen.OneOf(0, 500_000_000, int.MinValue, int.MaxValue)),
        (seconds, nanos) => new Timestamp { Seconds = seconds, Nanos = nanos }).Null();

    private static readonly Gen<ModelIdentifier?> _model = Gen.Select(
        _text,
        _text,
        _text,
        (identifier, version, name) =>
            new ModelIdentifier { Identifier = identifier, Version = version, Name = name }).Null();

    private static readonly Gen<JobSubmissionReceipt.Types.JobDetails?> _details = Gen.Select(
        _text, _time.Array[2], _number.Array[5], (account, times, numbers) => new JobSubmissionReceipt.Types.JobDetails
        {
            AccountIdentifier = account, CreatedAt = times[0], UpdatedAt = times[1], Total = numbers[0],
            Pending = numbers[1],
            Completed = numbers[2], Failed = numbers[3], ElapsedTime = numbers[4],
        }).Null();

    private static readonly Gen<JobSubmissionReceipt> _receipt = Gen.Select(
        Gen.Select(_text, _text, _text.Array[0, 4].Null()),
        _model,
        _number.Array[2],
        _time,
        Gen.Int[-1, 9],
        _details,
        Gen.Bool,
        (texts, model, numbers, time, status, details, explain) => new JobSubmissionReceipt
        {
            JobIdentifier =
                texts.Item1, Model = model, AccessKey = texts.Item2, TotalInputs = numbers[0],
                InputByteAmount = numbers[1],
            JobInputs = texts.Item3 is null ? null : new() { Identifier = { texts.Item3 } },
            SubmittedAt = time, Status = (JobStatus)status, Details = details, Explain = explain,
        });

    private static readonly Gen<byte[]> _wire = _receipt.Select(receipt => receipt.ToByteArray());

    [Fact]
    public void Any_receipt() => _wire.Sample(AssertSame, iter: 10_000);

    [Fact]
    public void Any_receipt_with_a_byte_that_is_another() =>
        Gen.Select(_wire.Where(wire => wire.Length > 0), Gen.Int[0, 1000], Gen.Byte).Sample(
            (wire, place, value) =>
            {
                byte[] other = [.. wire];
                other[place % other.Length] = value;
                AssertSame(other);
            },
            iter: 20_000);

    [Fact]
    public void Any_receipt_that_ends_early() =>
        Gen.Select(_wire, Gen.Int[0, 1000]).Sample(
            (wire, length) => AssertSame(wire[..(length % (wire.Length + 1))]), iter: 10_000);

    [Fact]
    public void Any_bytes() => Gen.Byte.Array[0, 30].Sample(AssertSame, iter: 20_000);

    [Fact]
    public void Two_receipts_in_a_row_are_merged() =>
        Gen.Select(_wire, _wire).Sample((first, second) => AssertSame([.. first, .. second]), iter: 5_000);

    [Fact]
    public void Any_receipt_in_pieces() => Gen.Select(_wire, Gen.Int[1, 20]).Sample((wire, length) =>
    {
        var sequence = Pieces.Of(wire, length);

        Assert.Equal(
            Outcome(() => Job.From(JobSubmissionReceipt.Parser.ParseFrom(sequence))), Outcome(
                () => Job.Read(sequence)));
    });

    [Theory]
    [InlineData("0A0161")] // what every edge sends, for comparison
    [InlineData("0A01610A0162")] // the identifier twice
    [InlineData("20010A0161")] // fields out of order
    [InlineData("0A0161F20703616263")] // a field of a later version, with a tag of two bytes
    [InlineData("0A016158057A03616263")] // fields of a later version
    [InlineData("0A02C328")] // not UTF-8
    [InlineData("120412020A01")] // a model whose identifier is longer than the model
    [InlineData("2A070A0161120162")] // a field of a later version among the inputs
    [InlineData("2A060A01610A01C3")] // inputs, one of them not UTF-8
    [InlineData("0A8100")] // a length that takes more bytes than it needs, and is not there
    [InlineData("0A81006120818080808080808080")] // a number without an end
    [InlineData("20FFFFFFFFFFFFFFFFFF01")] // a number of ten bytes
    [InlineData("20808080808001")] // a number that takes more than 32 bits
    [InlineData("0AFFFFFFFF0F")] // a negative length
    [InlineData("40FFFFFFFFFFFFFFFFFF01")] // a negative status
    [InlineData("08010A0161")] // the identifier as a number
    [InlineData("0B0C0A0161")] // a group
    [InlineData("5003")] // true, not as 1
    [InlineData("00")] // no tag
    public void Receipts_that_are_out_of_the_ordinary(string hexadecimal) =>
        AssertSame(Convert.FromHexString(hexadecimal));

    [Fact]
    public void What_was_read_outlives_the_reply()
    {
        var wire = new JobSubmissionReceipt { JobIdentifier = "f6a1", JobInputs = new() { Identifier = { "front" } } }.ToByteArray();
        var job = Job.Read(new ReadOnlySequence<byte>(wire));
        wire.AsSpan().Clear();

        Assert.Equal("f6a1", job.JobIdentifier);
        Assert.Equal(["front"], job.JobInputs);
        Assert.Same(job.JobIdentifier, job.JobIdentifier);
        Assert.Same(job.JobInputs, job.JobInputs);
    }

    private static void AssertSame(byte[] wire) => Assert.Equal(
        Outcome(() => Job.From(JobSubmissionReceipt.Parser.ParseFrom(wire))), Outcome(
            () => Job.Read(new ReadOnlySequence<byte>(wire))));

    /// <summary>The observable state of a job, before and after its strings were read, or the failure.</summary>
    private static string Outcome(Func<Job> read)
    {
        try
        {
            var job = read();
            return string.Join('|', job.ToString(), Properties(job), job.ToString());
        }
        catch (InvalidProtocolBufferException e)
        {
            return e.Message;
        }
    }

    private static string Properties(Job job) => string.Join(
        ';',
        job.JobIdentifier,
        job.Status,
        job.IsFinal,
        job.AccountIdentifier,
        job.Explain,
        job.CreatedAt,
        job.UpdatedAt,
        job.SubmittedAt,
        job.Pending, job.Completed, job.Failed, job.Total, job.Model, job.JobInputs is null ? "none" : string.Join(',', job.JobInputs),
        job.AccessKey, job.InputByteAmount, job.ElapsedTime);

    private sealed class Pieces : ReadOnlySequenceSegment<byte>
    {
        private Pieces(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public static ReadOnlySequence<byte> Of(byte[] bytes, int length)
        {
            var first = new Pieces(bytes.AsMemory(0, Math.Min(length, bytes.Length)), 0);
            var last = first;
            for (int start = length; start < bytes.Length; start += length)
            {
                var next = new Pieces(bytes.AsMemory(start, Math.Min(length, bytes.Length - start)), start);
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
