// The client that gRPC's documentation leads to: the generated stub and messages, one channel for all threads. BASE64
// names the function that encodes.
#include "base64.h"
#include "channel.h"

#include "jobs.grpc.pb.h"

namespace {

std::unique_ptr<jobs::v1::JobService::Stub> stub;

void open(const char *target) { stub = jobs::v1::JobService::NewStub(open_channel(target)); }

jobs::v1::JobSubmission submission(const void *data, size_t size)
{
    jobs::v1::JobSubmission job;
    job.mutable_model()->set_identifier(JOB_MODEL);
    job.mutable_model()->set_version(JOB_VERSION);
    job.mutable_input()->set_type(JOB_TYPE);

    constexpr size_t prefix = sizeof JOB_PREFIX - 1;
    std::string *uri =
        (*(*job.mutable_input()->mutable_sources())[JOB_SOURCE].mutable_fields())[JOB_INPUT].mutable_string_value();
    uri->reserve(prefix + base64_size(size));
    uri->assign(JOB_PREFIX, prefix);
    uri->resize(prefix + base64_size(size));
    BASE64(static_cast<const uint8_t *>(data), size, uri->data() + prefix);
    return job;
}

void submit(const void *data, size_t size)
{
    grpc::ClientContext context;
    set_deadline(context);
    jobs::v1::JobSubmissionReceipt receipt;
    grpc::Status status = stub->SubmitJob(&context, submission(data, size), &receipt);
    check(status, receipt.job_identifier());
}

struct started_call {
    grpc::ClientContext context;
    jobs::v1::JobSubmissionReceipt receipt;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<jobs::v1::JobSubmissionReceipt>> reader;
    bool done = false;
};

grpc::CompletionQueue queue;
std::unique_ptr<started_call> calls[BENCH_SLOTS];

void start(int slot, const void *data, size_t size)
{
    auto &call = calls[slot];
    call = std::make_unique<started_call>();
    set_deadline(call->context);
    call->reader = stub->AsyncSubmitJob(&call->context, submission(data, size), &queue);
    call->reader->Finish(&call->receipt, &call->status, call.get());
}

void finish(int slot)
{
    void *tag;
    for (bool ok; !calls[slot]->done && queue.Next(&tag, &ok);)
        static_cast<started_call *>(tag)->done = true;
    check(calls[slot]->status, calls[slot]->receipt.job_identifier());
}

void close() { stub.reset(); }

} // namespace

int main(int argc, char **argv)
{
    const client client = {open, nullptr, submit, close, nullptr, start, finish};
    return bench_main(argc, argv, &client);
}
