// The client that gRPC's documentation leads to: the generated stub and messages, one channel for all threads. BASE64
// names the function that encodes.
#include "base64.h"
#include "channel.h"

#include "inferences.grpc.pb.h"
#include "jobs.grpc.pb.h"

#include <condition_variable>
#include <mutex>

namespace {

namespace inferences_api = inferences::api::v1;

std::unique_ptr<jobs::v1::JobService::Stub> stub;
std::unique_ptr<inferences_api::InferenceService::Stub> inference_stub;

void open(const char *target)
{
    auto channel = open_channel(target);
    stub = jobs::v1::JobService::NewStub(channel);
    inference_stub = inferences_api::InferenceService::NewStub(channel);
}

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

void set_inference(inferences_api::InferenceRequest &request, const void *data, size_t size)
{
    request.mutable_model()->set_identifier(JOB_MODEL);
    request.mutable_model()->set_version(JOB_VERSION);
    inferences_api::InputSource *input = request.add_inputs();
    input->set_key(JOB_INPUT);
    input->set_data(data, size);
}

void infer(const void *data, size_t size)
{
    grpc::ClientContext context;
    set_deadline(context);
    inferences_api::InferenceRequest request;
    set_inference(request, data, size);
    inferences_api::Inference result;
    grpc::Status status = inference_stub->PerformInference(&context, request, &result);
    check(status, result.identifier());
}

void append(const void *data, size_t size)
{
    grpc::ClientContext context;
    set_deadline(context);
    jobs::v1::AppendableJobInput chunk;
    chunk.set_job_identifier(JOB_IDENTIFIER);
    chunk.set_datasource_name(JOB_SOURCE);
    chunk.set_input_name(JOB_INPUT);
    chunk.set_data(data, size);
    google::protobuf::Empty reply;
    check(stub->AddInputToJob(&context, chunk, &reply), JOB_IDENTIFIER);
}

/// A stream in gRPC's callback interface. One message is reused for all frames, so that each is copied into it once.
class Stream : public grpc::ClientBidiReactor<inferences_api::InferenceRequest, inferences_api::Inference> {
public:
    Stream(const void *data, size_t size, long count) : data_(data), size_(size), count_(count)
    {
        set_deadline(context_);
        set_inference(request_, data, size);
        inference_stub->async()->StreamInferences(&context_, this);
        StartRead(&result_);
        StartWrite(&request_);
        StartCall();
    }

    void OnWriteDone(bool ok) override
    {
        if (!ok)
            return; // OnDone tells why
        if (++sent_ == count_) {
            StartWritesDone();
            return;
        }
        request_.mutable_inputs(0)->set_data(data_, size_);
        StartWrite(&request_);
    }

    void OnReadDone(bool ok) override
    {
        if (!ok)
            return;
        received_++;
        StartRead(&result_);
    }

    void OnDone(const grpc::Status &status) override
    {
        std::lock_guard<std::mutex> lock(mutex_);
        status_ = status;
        done_ = true;
        ended_.notify_one();
    }

    void wait()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        ended_.wait(lock, [this] { return done_; });
        check(status_, result_.identifier());
        if (received_ != count_)
            fail("%ld of %ld inferences were received", received_, count_);
    }

private:
    const void *data_;
    const size_t size_;
    const long count_;
    long sent_ = 0, received_ = 0;
    grpc::ClientContext context_;
    inferences_api::InferenceRequest request_;
    inferences_api::Inference result_;
    std::mutex mutex_;
    std::condition_variable ended_;
    grpc::Status status_;
    bool done_ = false;
};

void frames(const void *data, size_t size, long count) { Stream(data, size, count).wait(); }

void close()
{
    inference_stub.reset();
    stub.reset();
}

} // namespace

int main(int argc, char **argv)
{
    const client client = {open,  nullptr, submit, close,  nullptr,
                           start, finish,  infer,  append, frames};
    return bench_main(argc, argv, &client);
}
