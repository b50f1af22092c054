#include "coalesce/sweep/sweep_compute.hpp"

#include <oneapi/tbb/info.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <new>
#include <numeric>
#include <thread>

#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/memory.hpp"

namespace coalesce {
namespace {

/// State that all jobs share.
struct Jobs {
    const Sweep& sweep;
    SweepQueue& queue;
    const SweepWork& work;
    const SweepSink& sink;
    int cores, jobs;
    std::atomic<bool> stopped = false;  ///< the sink failed
    std::mutex lock{};                  ///< of the sink, and of what it threw
    std::exception_ptr failure{};
};

/// Computes one run. nullopt: it was stopped.
std::optional<SweepRow> computed(const Jobs& all, std::size_t run) {
    try {
        const bool kept = all.work.keep != SweepKeep::nothing;
        return SweepRow{all.sweep.subject->run(all.sweep.point(run), all.sweep.measures, all.work.stop, all.work.keep,
                                               kept ? all.work.folder(run) : std::filesystem::path()),
                        {}};
    } catch (const Stopped&) {
        return {};
    } catch (const Issue& issue) {
        return SweepRow{{}, issue.line()};
    } catch (const std::bad_alloc&) {
        return SweepRow{{}, out_of_memory()};
    } catch (const std::exception& error) {
        return SweepRow{{}, error.what()};
    }
}

/// Number of threads for the run that was just taken: cores of its own, and those that nobody will take a run for.
int threads_for(const Jobs& all) {
    const std::size_t left = all.queue.left() + 1;
    const auto at_a_time = static_cast<int>(std::min<std::size_t>(left, static_cast<std::size_t>(all.jobs)));
    return std::max(1, all.cores / at_a_time);
}

void take_runs(Jobs& all) {
    while (!all.stopped && !all.work.stop.stop_requested()) {
        const std::optional<std::size_t> run = all.queue.take();
        if (!run) return;
        // An arena of one place is this thread alone: the loops of its run are nobody else's.
        oneapi::tbb::task_arena arena(threads_for(all), 1);
        std::optional<SweepRow> row;
        arena.execute([&] { row = computed(all, *run); });
        if (!row) return;
        const std::lock_guard hold(all.lock);
        if (all.stopped) return;
        try {
            all.sink(*run, *row);
        } catch (...) {
            all.failure = std::current_exception();
            all.stopped = true;
        }
    }
}

}  // namespace

std::optional<std::size_t> SweepList::take() {
    const std::size_t next = next_++;
    if (next < runs_.size()) return runs_[next];
    return {};
}

std::size_t SweepList::left() const {
    return runs_.size() - std::min(runs_.size(), next_.load());
}

void compute_sweep(const Sweep& sweep, SweepQueue& queue, const SweepWork& work, const SweepSink& sink) {
    const int cores = work.cores > 0 ? work.cores : oneapi::tbb::info::default_concurrency();
    Jobs all{sweep, queue, work, sink, cores, work.jobs > 0 ? work.jobs : cores};
    const auto threads = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(all.jobs), queue.left()));
    {
        std::vector<std::jthread> others;
        for (int k = 1; k < threads; ++k) others.emplace_back([&] { take_runs(all); });
        take_runs(all);
    }
    if (all.failure) std::rethrow_exception(all.failure);
}

SweepTable compute_sweep(const Sweep& sweep, const SweepWork& work, const std::function<void(double)>& progress) {
    std::vector<std::size_t> runs(sweep.runs());
    std::iota(runs.begin(), runs.end(), std::size_t{0});
    SweepList queue(runs);
    SweepTable table(sweep);
    compute_sweep(sweep, queue, work, [&](std::size_t run, const SweepRow& row) {
        table.put(run, row);
        if (progress) progress(static_cast<double>(table.count_known()) / static_cast<double>(runs.size()));
    });
    work.stop.check();
    return table;
}

}  // namespace coalesce
