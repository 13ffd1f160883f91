// The edge of the benchmark: answers submissions, chunks, inferences and streams of them as fast as gRPC's C++ library
// can. A thread for each processor polls a queue of its own.
//
//     server SOCKET_PATH [--parse] [--checksum]
//
// Listens on a port of 127.0.0.1, which it prints, and on the Unix domain socket. By default it does not look into the
// message, so that clients are compared and not the server; with --parse it parses it as an edge would. For each line
// on standard input it prints what has arrived so far; it ends with standard input.
#include "harness.h"

#include "inferences.pb.h"
#include "jobs.pb.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iostream>
#include <iterator>
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

template <class Message> grpc::ByteBuffer serialize(const Message &message)
{
    grpc::ByteBuffer buffer;
    bool own;
    grpc::SerializationTraits<Message>::Serialize(message, &buffer, &own);
    return buffer;
}

grpc::ByteBuffer make_receipt(const jobs::v1::JobSubmission *job)
{
    jobs::v1::JobSubmissionReceipt receipt;
    receipt.set_job_identifier(JOB_IDENTIFIER);
    receipt.set_status(jobs::v1::SUBMITTED);
    receipt.set_total_inputs(1);
    receipt.mutable_submitted_at()->set_seconds(1700000000);
    if (job == nullptr) {
        receipt.mutable_model()->set_identifier(JOB_MODEL);
        receipt.mutable_model()->set_version(JOB_VERSION);
        receipt.mutable_job_inputs()->add_identifier(JOB_SOURCE);
    } else {
        *receipt.mutable_model() = job->model();
        for (const auto &source : job->input().sources())
            receipt.mutable_job_inputs()->add_identifier(source.first);
    }
    return serialize(receipt);
}

grpc::ByteBuffer make_inference()
{
    inferences::api::v1::Inference inference;
    inference.set_identifier("8f0b0d4a-1c5e-4f6e-9d53-9e102b7f5a3c");
    inference.mutable_model()->set_identifier(JOB_MODEL);
    inference.mutable_model()->set_version(JOB_VERSION);
    inference.set_status(inferences::api::v1::COMPLETE);
    return serialize(inference);
}

grpc::ByteBuffer make_features()
{
    jobs::v1::JobFeatures features;
    features.set_input_chunk_maximum_size("4M");
    features.set_maximum_input_chunks(1000000);
    return serialize(features);
}

void count(const grpc::ByteBuffer &message)
{
    received_jobs += 1;
    received_bytes += message.Length();
    if (checksum) {
        std::vector<grpc::Slice> slices;
        message.Dump(&slices);
        received_sum += adler32(slices);
    }
}

/// A call, from the wait for it to its end, when it deletes itself.
class Call {
public:
    struct Event {
        Call *call;
        void (Call::*handle)(bool ok);
    };

    Call(grpc::AsyncGenericService &service, grpc::ServerCompletionQueue &queue)
        : service_(service), queue_(queue), stream_(&context_)
    {
        service_.RequestCall(&context_, &stream_, &queue_, &queue_, &begun_);
    }

private:
    void on_begun(bool ok)
    {
        if (!ok) {
            delete this;
            return;
        }
        new Call(service_, queue_);
        is_stream_ = context_.method() == STREAM_METHOD;
        stream_.Read(&message_, &read_);
    }

    void on_read(bool ok)
    {
        if (is_stream_)
            on_frame(ok);
        else if (ok)
            answer();
        else
            stream_.Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "the call has no message"), &finished_);
    }

    /// A stream is read while its answers are written.
    void on_frame(bool ok)
    {
        if (ok) {
            count(message_);
            owed_++;
            stream_.Read(&message_, &read_);
        } else {
            is_at_end_ = true;
        }
        write_next();
    }

    void on_written(bool)
    {
        is_writing_ = false;
        write_next();
    }

    void write_next()
    {
        static const grpc::ByteBuffer inference = make_inference();

        if (is_writing_)
            return;
        if (owed_ > 0) {
            owed_--;
            is_writing_ = true;
            stream_.Write(inference, &written_);
        } else if (is_at_end_) {
            stream_.Finish(grpc::Status::OK, &finished_);
        }
    }

    void on_finished(bool) { delete this; }

    void answer()
    {
        static const grpc::ByteBuffer receipt = make_receipt(nullptr), inference = make_inference(),
                                      features = make_features(), empty = serialize(google::protobuf::Empty());
        const std::string &method = context_.method();

        if (method == FEATURES_METHOD) {
            finish(features);
            return;
        }
        count(message_);
        if (method == INFERENCE_METHOD)
            finish(inference);
        else if (method == APPEND_METHOD)
            finish(empty);
        else if (method != JOB_METHOD)
            stream_.Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "the benchmark has no such method"), &finished_);
        else if (parse)
            answer_parsed();
        else
            finish(receipt);
    }

    void answer_parsed()
    {
        jobs::v1::JobSubmission job;

        if (grpc::SerializationTraits<jobs::v1::JobSubmission>::Deserialize(&message_, &job).ok())
            finish(make_receipt(&job));
        else
            stream_.Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "this is no JobSubmission"), &finished_);
    }

    void finish(const grpc::ByteBuffer &reply)
    {
        stream_.WriteAndFinish(reply, grpc::WriteOptions(), grpc::Status::OK, &finished_);
    }

    grpc::AsyncGenericService &service_;
    grpc::ServerCompletionQueue &queue_;
    grpc::GenericServerContext context_;
    grpc::GenericServerAsyncReaderWriter stream_;
    grpc::ByteBuffer message_;
    Event begun_{this, &Call::on_begun}, read_{this, &Call::on_read}, written_{this, &Call::on_written},
        finished_{this, &Call::on_finished};
    long owed_ = 0;
    bool is_stream_ = false, is_writing_ = false, is_at_end_ = false;
};

void serve(grpc::ServerCompletionQueue &queue)
{
    void *tag;
    bool ok;
    while (queue.Next(&tag, &ok)) {
        auto *event = static_cast<Call::Event *>(tag);
        (event->call->*event->handle)(ok);
    }
}

std::string read_file(const char *path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<grpc::ServerCredentials> tls_credentials(const char *certificate, const char *key)
{
    grpc::SslServerCredentialsOptions options;
    options.pem_key_cert_pairs.push_back({read_file(key), read_file(certificate)});
    return grpc::SslServerCredentials(options);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 4) {
        std::cerr << "usage: " << argv[0] << " SOCKET_PATH CERTIFICATE KEY [--parse] [--checksum]\n";
        return 2;
    }
    for (int i = 4; i < argc; i++) {
        parse = parse || std::string(argv[i]) == "--parse";
        checksum = checksum || std::string(argv[i]) == "--checksum";
    }

    int port = 0, tls_port = 0;
    grpc::AsyncGenericService service;
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(-1);
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.AddListeningPort("127.0.0.1:0", tls_credentials(argv[2], argv[3]), &tls_port);
    builder.AddListeningPort(std::string("unix:") + argv[1], grpc::InsecureServerCredentials());
    builder.RegisterAsyncGenericService(&service);
    std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); i++)
        queues.push_back(builder.AddCompletionQueue());
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (!server || port == 0 || tls_port == 0) {
        std::cerr << "the server cannot listen\n";
        return 1;
    }

    std::vector<std::thread> threads;
    for (auto &queue : queues) {
        for (int i = 0; i < waiting_calls; i++)
            new Call(service, *queue);
        threads.emplace_back(serve, std::ref(*queue));
    }
    std::cout << "{\"port\": " << port << ", \"tls_port\": " << tls_port << "}" << std::endl;
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
