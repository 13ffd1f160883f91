/* Isolates the runtime from process-wide state of the host. Linked with --wrap: calls of the runtime arrive here. */
#define _GNU_SOURCE
#include "process.h"

#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

char *__real_getenv(const char *name);
char *__wrap_getenv(const char *name);
void (*__real_signal(int number, void (*handler)(int)))(int);
void (*__wrap_signal(int number, void (*handler)(int)))(int);
int __real_sigaction(int number, const struct sigaction *action, struct sigaction *before);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *before);
ssize_t __real_send(int socket, const void *data, size_t size, int flags);
ssize_t __wrap_send(int socket, const void *data, size_t size, int flags);
ssize_t __real_sendmsg(int socket, const struct msghdr *message, int flags);
ssize_t __wrap_sendmsg(int socket, const struct msghdr *message, int flags);
/* Defined if the program is built with -fsanitize=thread. */
void __tsan_init(void) __attribute__((weak));

/*
 * The runtime suspends threads with SIGRTMIN, whose handler walks the stack of the interrupted thread. ThreadSanitizer
 * defers signal handlers, with which that walk crashes, so this handler is registered with the C library directly.
 */
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *before)
{
    if (number == SIGRTMIN && __tsan_init != NULL) {
        void *library = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
        int (*own)(int, const struct sigaction *, struct sigaction *) = NULL;
        if (library != NULL)
            *(void **)&own = dlsym(library, "sigaction");
        if (own != NULL)
            return own(number, action, before);
    }
    return __real_sigaction(number, action, before);
}

/* Hides the variables that configure .NET programs on this machine; some of them make the runtime abort the process. */
char *__wrap_getenv(const char *name)
{
    bool is_for_the_runtime = strncmp(name, "DOTNET_", 7) == 0 || strncmp(name, "COMPlus_", 8) == 0;
    return is_for_the_runtime ? NULL : __real_getenv(name);
}

/* The runtime would ignore SIGPIPE for the whole process. Not needed: send and sendmsg below use MSG_NOSIGNAL. */
void (*__wrap_signal(int number, void (*handler)(int)))(int)
{
    return number == SIGPIPE ? SIG_DFL : __real_signal(number, handler);
}

ssize_t __wrap_send(int socket, const void *data, size_t size, int flags)
{
    return __real_send(socket, data, size, flags | MSG_NOSIGNAL);
}

ssize_t __wrap_sendmsg(int socket, const struct msghdr *message, int flags)
{
    return __real_sendmsg(socket, message, flags | MSG_NOSIGNAL);
}
