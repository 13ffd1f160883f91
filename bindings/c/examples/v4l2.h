/*
 * Frames of one V4L2 device that delivers JPEG. All functions return 0 if they fail, with errno.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef V4L2_H
#define V4L2_H

#include <stddef.h>

int v4l2_open(const char *path);

/* Waits for a frame and gives the newest of those that the driver has filled; the others are counted as dropped.
 * errno is EINTR if a signal interrupted the wait. The frame is valid until v4l2_release. */
int v4l2_next(const void **data, size_t *size, long *dropped);

int v4l2_release(void);

#endif
