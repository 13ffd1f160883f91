/* The calls on jobs that were submitted, and on lists of them. */
#include "calling.h"

#define JOB text(&it->arguments, "job_identifier")

static edge_status close_job(calling *it)
{
    return CALL(edge_jobs_close, (JOB, NULL), JSON);
}

static edge_status get(calling *it)
{
    return CALL(edge_jobs_get, (JOB, NULL), JSON);
}

static edge_status wait_for(calling *it)
{
    return CALL(edge_jobs_wait, (JOB, NULL), JSON);
}

static edge_status cancel(calling *it)
{
    return CALL(edge_jobs_cancel, (JOB, NULL), JSON);
}

static edge_status cancel_all(calling *it)
{
    return CALL(edge_jobs_cancel_all, (NULL), JSON);
}

static edge_status list_all(calling *it)
{
    return CALL(edge_jobs_list, (NULL, NULL), JSON);
}

static edge_status list(calling *it)
{
    static edge_job_filter filter;

    filter = EDGE_JOB_FILTER_INIT;
    filter.start_date = text(&it->arguments, "start_date");
    filter.end_date = text(&it->arguments, "end_date");
    filter.status = text(&it->arguments, "status");
    filter.model = text(&it->arguments, "model");
    filter.user = text(&it->arguments, "user");
    filter.access_key = text(&it->arguments, "access_key");
    return CALL(edge_jobs_list, (&filter, NULL), JSON);
}

static edge_status history(calling *it)
{
    static edge_job_history_filter filter;

    filter = EDGE_JOB_HISTORY_FILTER_INIT;
    filter.search = text(&it->arguments, "search");
    filter.user = text(&it->arguments, "user");
    filter.model = text(&it->arguments, "model");
    filter.access_key = text(&it->arguments, "access_key");
    filter.start_date = text(&it->arguments, "start_date");
    filter.end_date = text(&it->arguments, "end_date");
    filter.status = text(&it->arguments, "status");
    filter.model_identifier = text(&it->arguments, "model_identifier");
    filter.model_version = text(&it->arguments, "model_version");
    return CALL(edge_jobs_list_history, (&filter, NULL), JSON);
}

static edge_status get_history(calling *it)
{
    return CALL(edge_jobs_get_history, (JOB, NULL), JSON);
}

static edge_status features(calling *it)
{
    return CALL(edge_jobs_get_features, (NULL), JSON);
}

static edge_status statistics(calling *it)
{
    return CALL(edge_jobs_list_statistics, (NULL), JSON);
}

static edge_status key_statistics(calling *it)
{
    return CALL(edge_jobs_get_statistics, (text(&it->arguments, "access_key_prefix"), NULL), JSON);
}

const call_case job_cases[] = {
    {"jobs.close", close_job},
    {"jobs.get_job_details", get},
    {"jobs.block_until_complete", wait_for},
    {"jobs.cancel", cancel},
    {"jobs.cancel_all", cancel_all},
    {"jobs.get_all_job_details", list_all},
    {"jobs.list", list},
    {"jobs.history", history},
    {"jobs.get_history", get_history},
    {"jobs.features", features},
    {"jobs.statistics", statistics},
    {"jobs.key_statistics", key_statistics},
    {NULL, NULL}};
