#include "peers.h"

#include <cstdio>
#ifdef _OPENMP
#include <omp.h>
#endif

enum peer : int32_t { ONEDNN = 0, TORCH = 1 };

extern "C"
{
    // Name and version, or null where this build lacks the peer.
    const char *peer_name(int32_t peer)
    {
#ifdef WITH_ONEDNN
        if (peer == ONEDNN) return onednn_name();
#endif
#ifdef WITH_TORCH
        if (peer == TORCH) return torch_name();
#endif
        return nullptr;
    }

    norm_job *peer_prepare(int32_t peer, const norm_task *task)
    {
#ifdef _OPENMP
        omp_set_num_threads(1);
#endif
        try
        {
#ifdef WITH_ONEDNN
            if (peer == ONEDNN) return onednn_prepare(*task);
#endif
#ifdef WITH_TORCH
            if (peer == TORCH) return torch_prepare(*task);
#endif
        }
        catch (const std::exception &e)
        {
            std::fprintf(stderr, "peer %d, task %d: %s\n", peer, task->kind, e.what());
        }
        return nullptr;
    }

    void peer_run(norm_job *job) { job->run(); }
    void peer_fetch(norm_job *job) { if (job->fetch) job->fetch(); }
    void peer_free(norm_job *job) { delete job; }
}
