#include "edge.h"
#include "peer.h"

#include <fcntl.h>
#include <sys/stat.h>

/* The library has no side effects on the process: its standard streams, its file descriptors, its environment,
 * its working directory, its mode mask and its locale. */

/* Successful calls and several kinds of failures, with many connections. */
static void use(uint32_t port)
{
    edge_error *error = NULL;
    peer hostile;

    for (int i = 0; i < 10; i++) {
        edge_client *client = client_for(port);

        CHECK_OK(submit_text(client, "inspector", "text", NULL, &error));
        CHECK_STATUS(edge_jobs_get(client, "no-such-job", NULL, NULL, &error), EDGE_NOT_FOUND);
        CHECK_STATUS(edge_jobs_get(client, "\xff", NULL, NULL, &error), EDGE_INVALID_ARGUMENT);
        edge_client_destroy(client);
        peer_start(&hostile, i % 2 == 0 ? PEER_SPEAKS_HTTP1 : PEER_RESETS);
        client = client_for(hostile.port);
        CHECK(submit_text(client, "inspector", "text", NULL, NULL) != EDGE_OK);
        edge_client_destroy(client);
        edge_client_destroy(client);
        peer_stop(&hostile);
    }
}

/* Connections are closed in the background: waits for that, and returns how many are still open. */
static int settled_descriptors(int expected)
{
    int count = open_descriptors();

    for (int i = 0; i < 500 && count > expected; i++) {
        usleep(10000);
        count = open_descriptors();
    }
    return count;
}

int main(int argc, char **argv)
{
    char path[] = "/tmp/modzy-edge-side-effects-XXXXXX", directory[4096], directory_after[4096];
    int file, out, err, before;
    uint32_t port;
    mode_t mask;
    struct stat written;
    extern char **environ;
    char **environment = environ;

    check_begin(argc, argv, "PORT", "that the library leaves the process's streams and descriptors alone");
    port = port_of(argv[1]);
    use(port); /* what the runtime opens once, for as long as the process lives, is open now */
    before = open_descriptors();
    umask(mask = umask(0));
    CHECK(getcwd(directory, sizeof directory) != NULL);

    file = mkstemp(path);
    out = dup(STDOUT_FILENO);
    err = dup(STDERR_FILENO);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    use(port);
    fflush(NULL);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    CHECK(fstat(file, &written) == 0);
    CHECK_NUMBER(written.st_size, 0);
    close(file);
    close(out);
    close(err);
    unlink(path);

    CHECK_NUMBER(settled_descriptors(before), before);
    CHECK(umask(mask) == mask);
    CHECK(getcwd(directory_after, sizeof directory_after) != NULL);
    CHECK_TEXT(directory_after, directory);
    CHECK(environ == environment);
    return check_end();
}
