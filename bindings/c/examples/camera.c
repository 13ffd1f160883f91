/*
 * camera - runs a model on the frames of a camera, or of files
 *
 *     camera HOST PORT MODEL VERSION DEVICE|FILE...
 *
 * DEVICE is a V4L2 device that delivers JPEG, such as /dev/video0. Frames go over a stream: as raw bytes, without a job
 * and without base64, and the results come as soon as they exist. Frames of a camera are offered: where the edge is
 * slower than the camera, the newest frame wins, and nothing waits. Files are sent, all of them. Standard output gets
 * each inference as a line of JSON; standard error the number of frames that were sent and dropped.
 *
 * Exit status: 0 all is well, 1 a call failed, 2 an argument or the device is wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "v4l2.h"

#include <modzy_edge.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;

static void stop(int number)
{
    stopped = number;
}

static void require(int succeeded, const char *what)
{
    if (!succeeded) {
        perror(what);
        exit(2);
    }
}

static const void *map_file(const char *path, size_t *size)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    void *data;

    require(file >= 0 && fstat(file, &status) == 0, path);
    *size = (size_t)status.st_size;
    data = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
    require(data != MAP_FAILED, path);
    close(file);
    return data;
}

static edge_status report(edge_status status, edge_error *error)
{
    if (status != EDGE_OK)
        fprintf(stderr, "camera: %s\n", edge_error_message(error));
    edge_error_free(error);
    return status;
}

/* Runs in a thread of its own: the edge stops reading requests when nobody takes its inferences. */
static void *receive(void *stream)
{
    edge_error *error = NULL;
    char *inference = NULL;
    edge_status status;

    while ((status = edge_stream_receive(stream, EDGE_NO_TIMEOUT, &inference, &error)) == EDGE_OK && inference) {
        puts(inference);
        edge_string_free(inference);
    }
    return report(status, error) == EDGE_OK ? NULL : stream;
}

static void send_frames(edge_stream *stream, edge_inference_request *request, char **paths, int count)
{
    edge_inference_input frame = {.key = "image"};
    edge_error *error = NULL;
    edge_status status = EDGE_OK;
    long sent = 0, dropped = 0;
    struct stat kind;
    int is_camera = stat(paths[0], &kind) == 0 && S_ISCHR(kind.st_mode);

    require(!is_camera || v4l2_open(paths[0]), paths[0]);
    request->inputs = &frame;
    request->input_count = 1;
    for (int i = 0; status == EDGE_OK && !stopped && i < count; i += !is_camera) {
        if (!is_camera) {
            frame.data = map_file(paths[i], &frame.size);
        } else if (!v4l2_next(&frame.data, &frame.size, &dropped)) {
            require(errno == EINTR || errno == EAGAIN, paths[0]);
            continue;
        }
        uint32_t replaced = 0;

        status = is_camera ? edge_stream_offer(stream, request, &replaced, &error)
                           : edge_stream_send(stream, request, EDGE_DEFAULT_TIMEOUT, &error);
        sent += (status == EDGE_OK) - (long)replaced;
        dropped += replaced;
        if (is_camera)
            require(v4l2_release(), paths[0]);
        else
            munmap((void *)frame.data, frame.size);
    }
    report(status, error);
    fprintf(stderr, "camera: %ld frames sent, %ld dropped\n", sent, dropped);
}

int main(int argc, char **argv)
{
    edge_inference_request request = EDGE_INFERENCE_REQUEST_INIT;
    struct sigaction action = {.sa_handler = stop};
    edge_client *client = NULL;
    edge_stream *stream = NULL;
    edge_error *error = NULL;
    pthread_t receiver;
    void *failed = NULL;

    if (argc < 6) {
        fprintf(stderr, "usage: camera HOST PORT MODEL VERSION DEVICE|FILE...\n");
        return 2;
    }
    sigaction(SIGINT, &action, NULL);
    request.model_identifier = argv[3];
    request.model_version = argv[4];
    if (edge_client_create(argv[1], (uint32_t)atoi(argv[2]), NULL, &client, &error) != EDGE_OK ||
        edge_stream_open(client, NULL, &stream, &error) != EDGE_OK) {
        report(edge_error_code(error), error);
        edge_client_destroy(client);
        return 1;
    }
    require(pthread_create(&receiver, NULL, receive, stream) == 0, "pthread_create");
    send_frames(stream, &request, argv + 5, argc - 5);
    if (edge_stream_half_close(stream, NULL) != EDGE_OK)
        edge_stream_cancel(stream);
    pthread_join(receiver, &failed);
    edge_stream_destroy(stream);
    edge_client_destroy(client);
    return failed != NULL;
}
