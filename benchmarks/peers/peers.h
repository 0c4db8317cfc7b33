// What the benchmarks ask of a native peer. NativePeer.cs restates these declarations.
#pragma once
#include <cstdint>
#include <functional>

enum norm_kind : int32_t
{
    BATCH_NORM = 0,       // [examples, channels, spatial], learned mean and variance
    LAYER_NORM = 1,       // [examples, size]
    RMS_NORM = 2,         // [examples, size]
    GROUP_NORM = 3,       // [examples, channels, spatial]
    INSTANCE_NORM = 4,    // [examples, channels, spatial]
    BATCH_STATISTICS = 5, // [examples, channels, spatial]: mean and variance of each channel are written
    BATCH_TRAIN = 6,      // the same, and the batch is normalized with them
};

// A task on buffers of the caller, which outlive it. A row of LayerNorm and RMSNorm has `channels` elements.
struct norm_task
{
    int32_t kind;
    int32_t is_double;
    int64_t examples, channels, spatial, groups;
    double epsilon;
    void *x, *y, *gamma, *beta; // gamma and beta may be null
    void *mean, *variance;      // per channel; read by BATCH_NORM, written by BATCH_STATISTICS and BATCH_TRAIN
};

struct norm_job
{
    std::function<void()> run;   // once
    std::function<void()> fetch; // copies the last result to y, where the peer insists on a buffer of its own
};

// Null: the peer has no such operation.
norm_job *onednn_prepare(const norm_task &task);
norm_job *torch_prepare(const norm_task &task);
const char *onednn_name();
const char *torch_name();
