/*
 * Frames of a V4L2 device that delivers JPEG. See v4l2.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

enum { BUFFERS = 4, WIDTH = 640, HEIGHT = 480, CAPTURE = V4L2_BUF_TYPE_VIDEO_CAPTURE };

static int device;
static void *frames[BUFFERS];       /* in the driver's memory */
static struct v4l2_buffer current;  /* the frame that the caller has */

static int give_back(struct v4l2_buffer *buffer)
{
    return ioctl(device, VIDIOC_QBUF, buffer) == 0;
}

int v4l2_open(const char *path)
{
    struct v4l2_format format = {.type = CAPTURE};
    struct v4l2_requestbuffers request = {.count = BUFFERS, .type = CAPTURE, .memory = V4L2_MEMORY_MMAP};

    format.fmt.pix.width = WIDTH;
    format.fmt.pix.height = HEIGHT;
    format.fmt.pix.pixelformat = V4L2_PIX_FMT_MJPEG;
    device = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0 || ioctl(device, VIDIOC_S_FMT, &format) != 0 || ioctl(device, VIDIOC_REQBUFS, &request) != 0)
        return 0;
    for (unsigned i = 0; i < request.count && i < BUFFERS; i++) {
        struct v4l2_buffer buffer = {.index = i, .type = CAPTURE, .memory = V4L2_MEMORY_MMAP};
        if (ioctl(device, VIDIOC_QUERYBUF, &buffer) != 0)
            return 0;
        frames[i] = mmap(NULL, buffer.length, PROT_READ, MAP_SHARED, device, (off_t)buffer.m.offset);
        if (frames[i] == MAP_FAILED || !give_back(&buffer))
            return 0;
    }
    return ioctl(device, VIDIOC_STREAMON, &request.type) == 0;
}

int v4l2_next(const void **data, size_t *size, long *dropped)
{
    struct pollfd ready = {device, POLLIN, 0};
    struct v4l2_buffer buffer = {.type = CAPTURE, .memory = V4L2_MEMORY_MMAP};
    int found = 0;

    if (poll(&ready, 1, -1) < 0)
        return 0;
    while (ioctl(device, VIDIOC_DQBUF, &buffer) == 0) {
        if (found && !give_back(&current))
            return 0;
        *dropped += found;
        current = buffer;
        found = 1;
    }
    *data = frames[current.index];
    *size = current.bytesused;
    return found;
}

int v4l2_release(void)
{
    return give_back(&current);
}
