#include "cuda_on_host/shim.hpp"

#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace coalesce::shim {

namespace {

/// Number of blocks that run at a time.
constexpr unsigned teams = 2;

/// State shared by the threads of a block.
class Block {
  public:
    void wait(unsigned size) {
        std::unique_lock lock(mutex_);
        const unsigned round = round_;
        if (++waiting_ == size) {
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

    void leave(unsigned size) {
        const std::lock_guard lock(mutex_);
        if (++left_ == size) memory_.clear();
    }

  private:
    std::mutex mutex_;
    std::condition_variable all_here_;
    unsigned waiting_ = 0, round_ = 0, left_ = 0;
    std::map<const void*, std::vector<std::max_align_t>> memory_;
};

thread_local Block* own_block = nullptr;

}  // namespace

void wait_for_block() {
    own_block->wait(here.block_size.x);
}

void* shared_memory(const void* array, std::size_t bytes) {
    return own_block->shared(array, bytes);
}

void run(Extent blocks, Extent threads, const std::function<void()>& kernel) {
    const unsigned count = blocks.x * blocks.y;
    std::deque<Block> block(count);
    std::vector<std::thread> workers;
    for (unsigned team = 0; team < teams && team < count; ++team)
        for (unsigned thread = 0; thread < threads.x; ++thread)
            workers.emplace_back([&, team, thread] {
                for (unsigned k = team; k < count; k += teams) {
                    own_block = &block[k];
                    here = {Extent(thread), Extent(k % blocks.x, k / blocks.x), threads, blocks};
                    kernel();
                    own_block->leave(threads.x);
                }
            });
    for (std::thread& worker : workers) worker.join();
}

}  // namespace coalesce::shim
