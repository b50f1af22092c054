#include "record/frame_queue.hpp"

#include <utility>

namespace coalesce {

FrameQueue::FrameQueue(VideoWriter& writer) : writer_(writer), thread_([this] { encode(); }) {}

FrameQueue::~FrameQueue() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        closed_ = abandoned_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void FrameQueue::push(Image image, std::string comment) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.size() < capacity || error_; });
    rethrow();
    waiting_.push_back({std::move(image), std::move(comment)});
    changed_.notify_all();
}

void FrameQueue::finish() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_all();
    thread_.join();
    rethrow();
    writer_.finish();
}

void FrameQueue::rethrow() const {
    if (error_) std::rethrow_exception(error_);
}

void FrameQueue::encode() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        if (abandoned_ || waiting_.empty()) return;
        const Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        changed_.notify_all();
        std::exception_ptr error;
        try {
            writer_.write(next.image, next.comment);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        if (!error) continue;
        error_ = error;
        changed_.notify_all();
        return;
    }
}

}  // namespace coalesce
