/* The command line of submit: what it asks for, and the files it names, mapped into memory. */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include <modzy_edge.h>

typedef struct command_line {
    const char *host;
    uint32_t port;
    uint32_t timeout_ms; /* EDGE_NO_TIMEOUT: none */
    bool explain;
    bool wait;
    const char *model;
    const char *version;
    edge_input *inputs;
    size_t input_count;
} command_line;

/* Reads the command line and maps the files. Returns -1 to go on, or the exit status to end with: 0 after --help
 * and --version, otherwise that of an error, which it has told on standard error. */
int command_line_read(int argc, char **argv, command_line *line);

/* Unmaps the files. */
void command_line_free(command_line *line);

#endif
