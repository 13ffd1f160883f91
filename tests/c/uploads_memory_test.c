#include "calls.h"

#include <fcntl.h>
#include <unistd.h>

/* A file of 256 MB goes through with the memory of a small one. It is sparse: it takes no room on the disk. */
enum { PEAK_KB = 64 * 1024 };

static long peak_kb(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[200];
    long peak = -1;

    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            peak = strtol(line + 6, NULL, 10);
    if (status != NULL)
        fclose(status);
    return peak;
}

int main(int argc, char **argv)
{
    char path[] = "/tmp/modzy_edge_large.XXXXXX", *job = NULL, *results = NULL, identifier[128];
    edge_file file = {"job", "large", path};
    edge_client *client;
    edge_error *error = NULL;
    off_t size = (off_t)1 << 28;
    int descriptor;

    check_begin(argc, argv, "PORT", "that memory does not grow with the file that is uploaded");
    descriptor = mkstemp(path);
    if (!CHECK(descriptor >= 0 && ftruncate(descriptor, size) == 0))
        return check_end();
    close(descriptor);
    client = client_for(port_of(argv[1]));
    if (CHECK_OK(edge_jobs_submit_files(client, "inspector", "1.0.0", &file, 1, NULL, &job, &error))) {
        json_string(job, "/job_identifier", identifier, sizeof identifier);
        edge_string_free(job);
        CHECK_OK(edge_jobs_wait(client, identifier, WAIT_MS(60000), NULL, &error));
        CHECK_OK(edge_jobs_get_results(client, identifier, NULL, &results, &error));
        CHECK_CONTAINS(results, "\"size\":268435456,");
        edge_string_free(results);
    }
    printf("peak: %ld KB\n", peak_kb());
    CHECK(peak_kb() > 0 && peak_kb() < PEAK_KB);
    edge_client_destroy(client);
    unlink(path);
    return check_end();
}
