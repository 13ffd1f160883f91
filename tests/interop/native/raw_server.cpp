// raw-server - gRPC for C++ answering test.Raw, whose messages are plain bytes.
//
//     raw-server [ADDRESS]
//
// Listens on ADDRESS (127.0.0.1:0 unless given) and says on standard output where: "listening on PORT".
//
// SPDX-License-Identifier: Apache-2.0

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

namespace {

std::string text_of(const grpc::ByteBuffer &buffer)
{
    std::vector<grpc::Slice> slices;
    std::string text;

    (void)buffer.Dump(&slices);
    for (const grpc::Slice &slice : slices)
        text.append(reinterpret_cast<const char *>(slice.begin()), slice.size());
    return text;
}

grpc::ByteBuffer buffer_of(const std::string &text)
{
    grpc::Slice slice(text);

    return grpc::ByteBuffer(&slice, 1);
}

std::string sum_of(const std::string &bytes)
{
    std::int64_t sum = 0;

    for (unsigned char byte : bytes)
        sum += byte;
    return std::to_string(bytes.size()) + " " + std::to_string(sum);
}

std::string pattern(std::size_t length)
{
    std::string bytes(length, '\0');

    for (std::size_t i = 0; i < length; i++)
        bytes[i] = static_cast<char>((i * 31) ^ (i >> 8));
    return bytes;
}

// One call. Reads the request, answers, and deletes itself when gRPC has done with it.
class Call final : public grpc::ServerGenericBidiReactor {
public:
    explicit Call(grpc::GenericCallbackServerContext *context) : context_(context) { StartRead(&request_); }

    void OnReadDone(bool ok) override
    {
        if (!ok)
            Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no message"));
        else
            answer(text_of(request_));
    }

    void OnDone() override { delete this; }

private:
    void answer(const std::string &request)
    {
        const std::string &method = context_->method();

        if (method == "/test.Raw/Echo") {
            reply(request);
        } else if (method == "/test.Raw/Sum") {
            reply(sum_of(request));
        } else if (method == "/test.Raw/Produce") {
            reply(pattern(std::stoul(request)));
        } else if (method == "/test.Raw/Header") {
            auto found = context_->client_metadata().find("question");
            reply(found == context_->client_metadata().end() ? "" : std::string(found->second.data(), found->second.size()));
        } else if (method == "/test.Raw/Wait") {
            std::thread([this, request] {
                std::this_thread::sleep_for(std::chrono::milliseconds(std::stol(request)));
                reply(request);
            }).detach();
        } else if (method == "/test.Raw/Fail") {
            std::size_t space = request.find(' ');
            context_->AddTrailingMetadata("grpc-status-details-bin", std::string("\0\1\2\372", 4));
            Finish(grpc::Status(static_cast<grpc::StatusCode>(std::stoi(request)), request.substr(space + 1)));
        } else {
            Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "no such method"));
        }
    }

    void reply(const std::string &bytes)
    {
        reply_ = buffer_of(bytes);
        StartWriteAndFinish(&reply_, grpc::WriteOptions(), grpc::Status::OK);
    }

    grpc::GenericCallbackServerContext *context_;
    grpc::ByteBuffer request_;
    grpc::ByteBuffer reply_;
};

class Service final : public grpc::CallbackGenericService {
    grpc::ServerGenericBidiReactor *CreateReactor(grpc::GenericCallbackServerContext *context) override
    {
        return new Call(context);
    }
};

} // namespace

int main(int argc, char **argv)
{
    Service service;
    grpc::ServerBuilder builder;
    int port = 0;

    builder.AddListeningPort(argc > 1 ? argv[1] : "127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.SetMaxReceiveMessageSize(-1);
    builder.RegisterCallbackGenericService(&service);
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (server == nullptr)
        return 1;
    std::printf("listening on %d\n", port);
    std::fflush(stdout);
    server->Wait();
}
