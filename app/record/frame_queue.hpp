#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "record/video.hpp"

namespace coalesce {

/// Passes pictures to a VideoWriter on a thread of its own. The queue is bounded: drawing waits if encoding is slower.
/// An exception of the writer is rethrown by the next push() or by finish().
class FrameQueue {
  public:
    explicit FrameQueue(VideoWriter& writer);
    /// Discards the queued pictures; does not finish the file.
    ~FrameQueue();
    FrameQueue(const FrameQueue&) = delete;
    FrameQueue& operator=(const FrameQueue&) = delete;

    /// @param comment  metadata of the picture, as in VideoWriter::write
    void push(Image image, std::string comment = {});
    /// Waits until all pictures are encoded, and finishes the file.
    void finish();

  private:
    static constexpr std::size_t capacity = 4;
    void encode();
    void rethrow() const;

    VideoWriter& writer_;
    std::mutex mutex_;
    std::condition_variable changed_;
    struct Waiting {
        Image image;
        std::string comment;
    };
    std::deque<Waiting> waiting_;
    bool closed_ = false, abandoned_ = false;
    std::exception_ptr error_;
    std::thread thread_;
};

}  // namespace coalesce
