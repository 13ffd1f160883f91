/* The channel of the C++ clients. */
#ifndef BENCH_CHANNEL_H
#define BENCH_CHANNEL_H

#include "harness.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

inline std::shared_ptr<grpc::ChannelCredentials> trusting(const char *authorities)
{
    std::ifstream file(authorities != nullptr ? authorities : "");
    grpc::SslCredentialsOptions options;
    options.pem_root_certs.assign(std::istreambuf_iterator<char>(file), {});
    return grpc::SslCredentials(options);
}

inline std::shared_ptr<grpc::Channel> open_channel(const char *target)
{
    grpc::ChannelArguments arguments;
    arguments.SetMaxSendMessageSize(-1);
    arguments.SetMaxReceiveMessageSize(-1);
    if (std::strncmp(target, TLS_PREFIX, std::strlen(TLS_PREFIX)) == 0)
        return grpc::CreateCustomChannel(target + std::strlen(TLS_PREFIX), trusting(std::getenv("BENCH_CA")), arguments);
    return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

inline void set_deadline(grpc::ClientContext &context)
{
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(JOB_DEADLINE_MS));
}

inline void check(const grpc::Status &status, const std::string &job)
{
    if (!status.ok())
        fail("SubmitJob: %d %s", static_cast<int>(status.error_code()), status.error_message().c_str());
    if (job.empty())
        fail("the receipt names no job");
}

#endif
