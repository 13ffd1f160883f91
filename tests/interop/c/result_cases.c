/* The calls on results. */
#include "calling.h"

#include <string.h>

#define JOB text(&it->arguments, "job_identifier")
#define ITEM JOB, text(&it->arguments, "source_key")

static edge_status get_results(calling *it)
{
    return CALL(edge_jobs_get_results, (JOB, NULL), JSON);
}

static edge_status get_result(calling *it)
{
    return CALL(edge_jobs_get_result, (ITEM, NULL), JSON);
}

static edge_status get_output(calling *it)
{
    return CALL(edge_jobs_get_output, (ITEM, text(&it->arguments, "output_key"), NULL), BYTES);
}

static edge_status vote(calling *it)
{
    const char *name = text(&it->arguments, "vote");
    edge_vote vote = strcmp(name, "UP") == 0 ? EDGE_VOTE_UP : strcmp(name, "DOWN") == 0 ? EDGE_VOTE_DOWN : EDGE_VOTE_NONE;

    return CALL(edge_jobs_vote, (ITEM, vote, NULL), NOTHING);
}

static edge_status get_vote(calling *it)
{
    return CALL(edge_jobs_get_vote, (ITEM, NULL), VOTE);
}

const call_case result_cases[] = {
    {"jobs.get_results", get_results},
    {"jobs.get_result", get_result},
    {"jobs.get_output", get_output},
    {"jobs.vote", vote},
    {"jobs.get_vote", get_vote},
    {NULL, NULL}};
