#include "peers.h"

#include <dnnl.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace dnnl;
using dims = memory::dims;
using tag = memory::format_tag;

namespace
{
    engine &cpu()
    {
        static engine e(engine::kind::cpu, 0);
        return e;
    }

    memory::desc floats(const dims &d) { return {d, memory::data_type::f32, d.size() == 1 ? tag::a : d.size() == 2 ? tag::ab : tag::abcd}; }

    template <typename Primitive>
    norm_job *job(Primitive primitive, std::unordered_map<int, memory> arguments)
    {
        auto s = std::make_shared<stream>(cpu());
        auto p = std::make_shared<Primitive>(primitive);
        return new norm_job{[=] { p->execute(*s, arguments); s->wait(); }, nullptr};
    }

    void affine(std::unordered_map<int, memory> &arguments, const norm_task &t)
    {
        if (t.gamma) arguments.insert({DNNL_ARG_SCALE, memory(floats({t.channels}), cpu(), t.gamma)});
        if (t.beta) arguments.insert({DNNL_ARG_SHIFT, memory(floats({t.channels}), cpu(), t.beta)});
    }

    normalization_flags flags(const norm_task &t)
    {
        auto f = normalization_flags::none;
        if (t.gamma) f = f | normalization_flags::use_scale;
        if (t.beta) f = f | normalization_flags::use_shift;
        return f;
    }

    norm_job *layer(const norm_task &t)
    {
        auto data = floats({t.examples, t.channels});
        auto d = layer_normalization_forward::desc(prop_kind::forward_inference, data, (float)t.epsilon, flags(t));
        std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC, memory(data, cpu(), t.x)}, {DNNL_ARG_DST, memory(data, cpu(), t.y)}};
        affine(arguments, t);
        layer_normalization_forward::primitive_desc pd(d, cpu());
        if (std::getenv("NORM_PEERS_VERBOSE")) std::fprintf(stderr, "oneDNN layer %ld x %ld: %s\n", t.examples, t.channels, pd.impl_info_str());
        return job(layer_normalization_forward(pd), arguments);
    }

    // Scale and shift in one tensor: with one each, oneDNN 2 falls back to its slow reference code here.
    norm_job *batch(const norm_task &t, bool train)
    {
        bool affine = t.gamma && t.beta;
        // As channels-last images of one pixel, tabular data gets the vectorised code.
        auto data = t.spatial == 1 ? memory::desc({t.examples, t.channels, 1, 1}, memory::data_type::f32, tag::nhwc) : floats({t.examples, t.channels, 1, t.spatial});
        auto f = affine ? normalization_flags::use_scale_shift : normalization_flags::none;
        if (!train) f = f | normalization_flags::use_global_stats;
        auto d = batch_normalization_forward::desc(train ? prop_kind::forward_training : prop_kind::forward_inference, data, (float)t.epsilon, f);
        std::unordered_map<int, memory> arguments{
            {DNNL_ARG_SRC, memory(data, cpu(), t.x)}, {DNNL_ARG_DST, memory(data, cpu(), t.y)},
            {DNNL_ARG_MEAN, memory(floats({t.channels}), cpu(), t.mean)}, {DNNL_ARG_VARIANCE, memory(floats({t.channels}), cpu(), t.variance)}};
        if (affine)
        {
            memory both(floats({2, t.channels}), cpu());
            auto p = static_cast<float *>(both.get_data_handle());
            std::copy_n(static_cast<float *>(t.gamma), t.channels, p);
            std::copy_n(static_cast<float *>(t.beta), t.channels, p + t.channels);
            arguments.insert({DNNL_ARG_SCALE_SHIFT, both});
        }
        batch_normalization_forward::primitive_desc pd(d, cpu());
        if (std::getenv("NORM_PEERS_VERBOSE")) std::fprintf(stderr, "oneDNN batch %ld x %ld x %ld: %s\n", t.examples, t.channels, t.spatial, pd.impl_info_str());
        return job(batch_normalization_forward(pd), arguments);
    }
}

const char *onednn_name()
{
    static std::string name = [] {
        auto v = dnnl_version();
        return "oneDNN " + std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
    }();
    return name.c_str();
}

norm_job *onednn_prepare(const norm_task &t)
{
    if (t.is_double) return nullptr;
    switch (t.kind)
    {
        case LAYER_NORM: return layer(t);
        case BATCH_NORM: return batch(t, false);
        case BATCH_TRAIN: return batch(t, true);
        default: return nullptr; // oneDNN 2 has no GroupNorm, InstanceNorm or RMSNorm
    }
}
