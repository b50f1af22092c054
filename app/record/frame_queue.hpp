#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "record/video.hpp"

namespace coalesce {

/// Hands pictures to a VideoWriter on a thread of its own. The queue is short: drawing waits when encoding is slower,
/// rather than filling the memory. What the writer throws comes out of the next push() or of finish().
class FrameQueue {
  public:
    explicit FrameQueue(VideoWriter& writer);
    /// Encodes nothing further; does not finish the file.
    ~FrameQueue();
    FrameQueue(const FrameQueue&) = delete;
    FrameQueue& operator=(const FrameQueue&) = delete;

    void push(Image image);
    /// Waits until all is encoded and finishes the file.
    void finish();

  private:
    static constexpr std::size_t capacity = 4;
    void encode();
    void rethrow() const;

    VideoWriter& writer_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Image> waiting_;
    bool closed_ = false, abandoned_ = false;
    std::exception_ptr error_;
    std::thread thread_;
};

}  // namespace coalesce
