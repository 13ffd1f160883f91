// The edge of the benchmark: takes SubmitJob and answers with a receipt, as fast as gRPC's C++ library can. A thread
// for each processor polls a queue of its own.
//
//     server SOCKET_PATH [--parse] [--checksum]
//
// Listens on a port of 127.0.0.1, which it prints, and on the Unix domain socket. By default it does not look into the
// message, so that clients are compared and not the server; with --parse it parses it as an edge would. For each line
// on standard input it prints what has arrived so far; it ends with standard input.
#include "jobs.pb.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int waiting_calls = 128; // for each queue

bool parse, checksum;
std::atomic<uint64_t> received_jobs, received_bytes, received_sum;

uint32_t adler32(const std::vector<grpc::Slice> &slices)
{
    uint32_t a = 1, b = 0;
    for (const grpc::Slice &slice : slices)
        for (uint8_t byte : slice) {
            a = (a + byte) % 65521;
            b = (b + a) % 65521;
        }
    return b << 16 | a;
}

grpc::ByteBuffer make_receipt(const jobs::v1::JobSubmission *job)
{
    jobs::v1::JobSubmissionReceipt receipt;
    receipt.set_job_identifier("0d4a1c5e-8f0b-4f6e-9d53-2b7f5a3c9e10");
    receipt.set_status(jobs::v1::SUBMITTED);
    receipt.set_total_inputs(1);
    receipt.mutable_submitted_at()->set_seconds(1700000000);
    if (job == nullptr) {
        receipt.mutable_model()->set_identifier("inspector");
        receipt.mutable_model()->set_version("1.0.0");
        receipt.mutable_job_inputs()->add_identifier("job");
    } else {
        *receipt.mutable_model() = job->model();
        for (const auto &source : job->input().sources())
            receipt.mutable_job_inputs()->add_identifier(source.first);
    }
    grpc::ByteBuffer buffer;
    bool own;
    grpc::SerializationTraits<jobs::v1::JobSubmissionReceipt>::Serialize(receipt, &buffer, &own);
    return buffer;
}

/// A call, from the wait for it to its end, when it deletes itself.
class Call {
public:
    Call(grpc::AsyncGenericService &service, grpc::ServerCompletionQueue &queue)
        : service_(service), queue_(queue), stream_(&context_)
    {
        service_.RequestCall(&context_, &stream_, &queue_, &queue_, this);
    }

    void proceed(bool ok)
    {
        if (!ok || step_ == Step::ending) {
            delete this;
            return;
        }
        if (step_ == Step::waiting) {
            new Call(service_, queue_);
            step_ = Step::reading;
            stream_.Read(&message_, this);
        } else {
            step_ = Step::ending;
            answer();
        }
    }

private:
    enum class Step { waiting, reading, ending };

    void answer()
    {
        static const grpc::ByteBuffer receipt = make_receipt(nullptr);

        if (context_.method() != "/jobs.v1.JobService/SubmitJob") {
            stream_.Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "the benchmark submits jobs only"), this);
            return;
        }
        received_jobs += 1;
        received_bytes += message_.Length();
        if (checksum) {
            std::vector<grpc::Slice> slices;
            message_.Dump(&slices);
            received_sum += adler32(slices);
        }
        if (!parse) {
            stream_.WriteAndFinish(receipt, grpc::WriteOptions(), grpc::Status::OK, this);
            return;
        }
        jobs::v1::JobSubmission job;
        if (grpc::SerializationTraits<jobs::v1::JobSubmission>::Deserialize(&message_, &job).ok())
            stream_.WriteAndFinish(make_receipt(&job), grpc::WriteOptions(), grpc::Status::OK, this);
        else
            stream_.Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "this is no JobSubmission"), this);
    }

    grpc::AsyncGenericService &service_;
    grpc::ServerCompletionQueue &queue_;
    grpc::GenericServerContext context_;
    grpc::GenericServerAsyncReaderWriter stream_;
    grpc::ByteBuffer message_;
    Step step_ = Step::waiting;
};

void serve(grpc::ServerCompletionQueue &queue)
{
    void *call;
    bool ok;
    while (queue.Next(&call, &ok))
        static_cast<Call *>(call)->proceed(ok);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::cerr << "usage: " << argv[0] << " SOCKET_PATH [--parse] [--checksum]\n";
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        parse = parse || std::string(argv[i]) == "--parse";
        checksum = checksum || std::string(argv[i]) == "--checksum";
    }

    int port = 0;
    grpc::AsyncGenericService service;
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(-1);
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.AddListeningPort(std::string("unix:") + argv[1], grpc::InsecureServerCredentials());
    builder.RegisterAsyncGenericService(&service);
    std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); i++)
        queues.push_back(builder.AddCompletionQueue());
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (!server || port == 0) {
        std::cerr << "the server cannot listen\n";
        return 1;
    }

    std::vector<std::thread> threads;
    for (auto &queue : queues) {
        for (int i = 0; i < waiting_calls; i++)
            new Call(service, *queue);
        threads.emplace_back(serve, std::ref(*queue));
    }
    std::cout << "{\"port\": " << port << "}" << std::endl;
    for (std::string line; std::getline(std::cin, line);)
        std::cout << "{\"jobs\": " << received_jobs << ", \"bytes\": " << received_bytes
                  << ", \"checksum\": " << received_sum << "}" << std::endl;

    server->Shutdown(std::chrono::system_clock::now());
    for (auto &queue : queues)
        queue->Shutdown();
    for (std::thread &thread : threads)
        thread.join();
    return 0;
}
