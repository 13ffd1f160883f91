#define _POSIX_C_SOURCE 200809L

#include "command_line.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: submit [OPTION]... MODEL VERSION KEY=FILE...\n"
    "\n"
    "Runs a model on an edge over one or more files. They make one input item with\n"
    "the key \"job\"; KEY is the name by which the model finds FILE. Prints the job as\n"
    "a line of JSON and, once the job has ended, its results as another.\n"
    "\n"
    "  --host HOST        where the edge is (default localhost)\n"
    "  --port PORT        its port (default 55000)\n"
    "  --timeout SECONDS  give up after this time (default 300; 0: never)\n"
    "  --explain          ask the model to explain its results\n"
    "  --no-wait          end as soon as the edge has accepted the job\n"
    "  --help             print this and end\n"
    "  --version          print the version of the library and end\n"
    "\n"
    "Exit status:\n"
    "  0  the job is complete (with --no-wait: the edge has accepted it)\n"
    "  1  the job failed or was cancelled, or some of its inputs failed\n"
    "  2  an argument or a file is wrong\n"
    "  3  the edge cannot be reached, or the job did not end in time\n"
    "  4  any other error: there is no such model, the edge refused the job, ...\n"
    "\n"
    "example: submit --port 55000 inspector 1.0.0 image=photo.jpg notes=notes.txt\n";

/* Maps the file of KEY=FILE, so that the library sends it from the page cache without a copy. */
static bool map_input(char *argument, edge_input *input)
{
    char *path = strchr(argument, '=');
    const char *wrong = NULL;
    struct stat about;
    void *data = NULL;
    int file;

    if (path == NULL || path == argument || path[1] == '\0') {
        fprintf(stderr, "submit: '%s' is not KEY=FILE, such as image=photo.jpg\n", argument);
        return false;
    }
    *path++ = '\0';

    file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* O_NONBLOCK: a pipe without a writer does not block */
    if (file < 0 || fstat(file, &about) != 0) {
        wrong = strerror(errno);
    } else if (S_ISDIR(about.st_mode)) {
        wrong = "it is a directory; name a file";
    } else if (!S_ISREG(about.st_mode)) {
        wrong = "it is a pipe or a device; save its content to a file first";
    } else if (about.st_size != 0) { /* an empty file cannot be mapped, and is an input like any other */
        data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (data == MAP_FAILED)
            wrong = strerror(errno);
        else
            posix_madvise(data, (size_t)about.st_size, POSIX_MADV_SEQUENTIAL);
    }
    if (file >= 0)
        close(file);
    if (wrong != NULL) {
        fprintf(stderr, "submit: cannot use %s: %s\n", path, wrong);
        return false;
    }
    input->key = argument;
    input->data = data;
    input->size = (size_t)about.st_size;
    return true;
}

static bool read_port(const char *text, uint32_t *port)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end != '\0' || number < 1 || number > 65535) {
        fprintf(stderr, "submit: --port %s: a port is a number from 1 to 65535\n", text);
        return false;
    }
    *port = (uint32_t)number;
    return true;
}

static bool read_timeout(const char *text, uint32_t *timeout_ms)
{
    char *end;
    double seconds = strtod(text, &end);

    if (end == text || *end != '\0' || !(seconds >= 0 && seconds <= 4e6)) {
        fprintf(stderr, "submit: --timeout %s: give seconds from 0 to 4000000, such as 2.5\n", text);
        return false;
    }
    *timeout_ms = seconds > 0 ? (uint32_t)(seconds * 1000) + 1 : EDGE_NO_TIMEOUT;
    return true;
}

int command_line_read(int argc, char **argv, command_line *line)
{
    static const struct option options[] = {
        {"host", required_argument, NULL, 'H'},    {"port", required_argument, NULL, 'p'},
        {"timeout", required_argument, NULL, 't'}, {"explain", no_argument, NULL, 'e'},
        {"no-wait", no_argument, NULL, 'n'},       {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},       {NULL, 0, NULL, 0}};
    command_line defaults = {"localhost", 55000, 300000, false, true, NULL, NULL, NULL, 0};
    int option;
    bool right = true;

    *line = defaults;
    while (right && (option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'H':
            line->host = optarg;
            break;
        case 'p':
            right = read_port(optarg, &line->port);
            break;
        case 't':
            right = read_timeout(optarg, &line->timeout_ms);
            break;
        case 'e':
            line->explain = true;
            break;
        case 'n':
            line->wait = false;
            break;
        case 'h':
            fputs(usage, stdout);
            return 0;
        case 'v':
            printf("submit for modzy_edge.h %s, libmodzy_edge %s\n", EDGE_VERSION, edge_version());
            return 0;
        default:
            right = false;
        }
    }
    if (right && argc - optind < 3) {
        fputs("submit: give a MODEL, its VERSION and at least one KEY=FILE\n", stderr);
        right = false;
    }
    if (!right) {
        fputs("Try 'submit --help'.\n", stderr);
        return 2;
    }
    line->model = argv[optind];
    line->version = argv[optind + 1];
    line->inputs = calloc((size_t)(argc - optind - 2), sizeof *line->inputs);
    if (line->inputs == NULL) {
        perror("submit");
        return 4;
    }
    for (int i = optind + 2; i < argc; i++, line->input_count++) {
        if (!map_input(argv[i], &line->inputs[line->input_count])) {
            command_line_free(line);
            return 2;
        }
    }
    return -1;
}

void command_line_free(command_line *line)
{
    for (size_t i = 0; i < line->input_count; i++)
        if (line->inputs[i].size != 0)
            munmap((void *)line->inputs[i].data, line->inputs[i].size);
    free(line->inputs);
    line->inputs = NULL;
    line->input_count = 0;
}
