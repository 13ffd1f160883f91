/* The channel of the C++ clients. */
#ifndef BENCH_CHANNEL_H
#define BENCH_CHANNEL_H

#include "harness.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

inline std::shared_ptr<grpc::Channel> open_channel(const char *target)
{
    grpc::ChannelArguments arguments;
    arguments.SetMaxSendMessageSize(-1);
    arguments.SetMaxReceiveMessageSize(-1);
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
