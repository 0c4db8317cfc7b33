#include "peers.h"

#include <c10/core/CPUAllocator.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace
{
    // Gives a freed block to the next request of its size, so that no timed call pays for fresh pages: this favours PyTorch.
    struct keeping_allocator final : c10::Allocator
    {
        mutable std::map<size_t, std::vector<void *>> kept;

        struct block { keeping_allocator *owner; size_t size; };

        c10::DataPtr allocate(size_t size) const override
        {
            if (size == 0) return {nullptr, nullptr, &release, c10::Device(c10::DeviceType::CPU)};
            auto &free_blocks = kept[size];
            void *p;
            if (free_blocks.empty())
            {
                if (posix_memalign(&p, 64, size + 64) != 0) throw std::bad_alloc();
                new (p) block{const_cast<keeping_allocator *>(this), size};
            }
            else
            {
                p = free_blocks.back();
                free_blocks.pop_back();
            }
            return {static_cast<char *>(p) + 64, p, &release, c10::Device(c10::DeviceType::CPU)};
        }

        static void release(void *p)
        {
            if (p == nullptr) return;
            auto b = static_cast<block *>(p);
            b->owner->kept[b->size].push_back(p);
        }

        // Returns what is kept to the system, between comparisons.
        void trim()
        {
            for (auto &entry : kept)
                for (void *p : entry.second) std::free(p);
            kept.clear();
        }
    };

    keeping_allocator &allocator()
    {
        static auto *a = [] {
            auto *fresh = new keeping_allocator();
            c10::SetCPUAllocator(fresh, 100);
            at::set_num_threads(1);
            return fresh;
        }();
        return *a;
    }

    at::Tensor wrap(const norm_task &t, void *p, at::IntArrayRef sizes)
    {
        return p ? at::from_blob(p, sizes, at::TensorOptions().dtype(t.is_double ? at::kDouble : at::kFloat)) : at::Tensor();
    }

    c10::optional<at::Tensor> maybe(const at::Tensor &t) { return t.defined() ? c10::optional<at::Tensor>(t) : c10::nullopt; }

    // `compute` is run in inference mode; its result is dropped before the next run, so that one buffer serves all.
    template <typename Compute>
    norm_job *job(const norm_task &t, at::Tensor y, Compute compute)
    {
        auto result = std::make_shared<at::Tensor>();
        return new norm_job{
            [=] { c10::InferenceMode guard; *result = at::Tensor(); *result = compute(); },
            [=] { c10::InferenceMode guard; if (y.defined()) const_cast<at::Tensor &>(y).copy_(result->view(y.sizes())); }};
    }
}

const char *torch_name()
{
    static std::string name = std::string("PyTorch ") + TORCH_VERSION;
    return name.c_str();
}

norm_job *torch_prepare(const norm_task &t)
{
    allocator().trim();
    c10::InferenceMode guard;
    int64_t n = t.examples, c = t.channels, s = t.spatial, g = t.groups;
    double eps = t.epsilon;
    bool rows = t.kind == LAYER_NORM || t.kind == RMS_NORM || s == 1;
    std::vector<int64_t> shape = rows ? std::vector<int64_t>{n, c} : std::vector<int64_t>{n, c, s};
    auto x = wrap(t, t.x, shape), y = wrap(t, t.y, shape), gamma = wrap(t, t.gamma, {c}), beta = wrap(t, t.beta, {c});
    auto mean = wrap(t, t.mean, {c}), variance = wrap(t, t.variance, {c});
    switch (t.kind)
    {
        case LAYER_NORM:
            return job(t, y, [=] { return at::layer_norm(x, {c}, maybe(gamma), maybe(beta), eps, false); });
        case RMS_NORM: // composed: PyTorch 1 has no RMSNorm
            return job(t, y, [=] {
                auto z = x * at::rsqrt(x.square().mean(-1, true) + eps);
                return gamma.defined() ? z.mul_(gamma) : z;
            });
        case BATCH_NORM:
            return job(t, y, [=] { return at::batch_norm(x, maybe(gamma), maybe(beta), mean, variance, false, 0.1, eps, false); });
        case BATCH_TRAIN:
            return job(t, y, [=] {
                auto r = at::native_batch_norm(x, maybe(gamma), maybe(beta), c10::nullopt, c10::nullopt, true, 0.1, eps);
                mean.copy_(std::get<1>(r));
                variance.copy_(std::get<2>(r).pow(-2).sub_(eps));
                return std::get<0>(r);
            });
        case BATCH_STATISTICS:
            return job(t, at::Tensor(), [=] {
                // What its BatchNorm layer runs; var_mean is more exact and up to ten times slower.
                auto r = at::batch_norm_update_stats(x, c10::nullopt, c10::nullopt, 0.1);
                mean.copy_(std::get<0>(r));
                variance.copy_(std::get<1>(r));
                return mean;
            });
        case GROUP_NORM:
            return job(t, y, [=] { return at::group_norm(x, g, maybe(gamma), maybe(beta), eps, false); });
        case INSTANCE_NORM:
            return job(t, y, [=] { return at::instance_norm(x, maybe(gamma), maybe(beta), c10::nullopt, c10::nullopt, true, 0.1, eps, false); });
        default:
            return nullptr;
    }
}
