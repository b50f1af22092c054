#include "cuda_on_host/shim.hpp"

#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

namespace coalesce::shim {

namespace {

/// Blocks that run at a time.
constexpr unsigned teams = 2;

/// The threads of a block: their barrier and what they share.
class Team {
  public:
    explicit Team(unsigned size) : size_(size) {}

    void wait() {
        std::unique_lock lock(mutex_);
        const unsigned round = round_;
        if (++waiting_ == size_) {
            waiting_ = 0;
            ++round_;
            all_here_.notify_all();
        } else {
            all_here_.wait(lock, [&] { return round_ != round; });
        }
    }

    void* shared(const void* array, std::size_t bytes) {
        const std::lock_guard lock(mutex_);
        std::vector<std::max_align_t>& memory = memory_[array];
        if (memory.empty()) {
            memory.resize(bytes / sizeof(std::max_align_t) + 1);
            std::memset(static_cast<void*>(memory.data()), 0xff, memory.size() * sizeof(std::max_align_t));
        }
        return memory.data();
    }

    /// By one thread, between two blocks.
    void forget() { memory_.clear(); }

  private:
    std::mutex mutex_;
    std::condition_variable all_here_;
    unsigned size_, waiting_ = 0, round_ = 0;
    std::map<const void*, std::vector<std::max_align_t>> memory_;
};

thread_local Team* own_team = nullptr;

void run_blocks(Team& team, unsigned number, unsigned thread, Extent blocks, Extent threads,
                const std::function<void()>& kernel) {
    own_team = &team;
    for (unsigned block = number; block < blocks.x * blocks.y; block += teams) {
        here = {Extent(thread), Extent(block % blocks.x, block / blocks.x), threads, blocks};
        kernel();
        team.wait();
        if (thread == 0) team.forget();
        team.wait();
    }
}

}  // namespace

void wait_for_block() {
    own_team->wait();
}

void* shared_memory(const void* array, std::size_t bytes) {
    return own_team->shared(array, bytes);
}

void run(Extent blocks, Extent threads, const std::function<void()>& kernel) {
    std::vector<std::unique_ptr<Team>> team;
    for (unsigned k = 0; k < teams && k < blocks.x * blocks.y; ++k) team.push_back(std::make_unique<Team>(threads.x));
    std::vector<std::thread> workers;
    for (unsigned k = 0; k < team.size(); ++k)
        for (unsigned thread = 0; thread < threads.x; ++thread)
            workers.emplace_back([&, k, thread] { run_blocks(*team[k], k, thread, blocks, threads, kernel); });
    for (std::thread& worker : workers) worker.join();
}

}  // namespace coalesce::shim
