#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "view/image.hpp"

namespace coalesce {

enum class Container { mp4, webm, gif, png, png_folder };

/// From the ending: .mp4 .webm .gif .png or a trailing '/' (numbered PNG).
/// Throws InputError naming the ending and the ones there are.
Container container_of(const std::string& path);

/// Checks what a recording at `path` may ask for. Throws InputError: the ending; a size outside 16 to 16384, or odd for
/// video; frames a second outside 1 to 240.
void check_format(const std::string& path, int width, int height, int fps);

/// Encodes frames of one size. MP4 is fragmented, so that a recording cut short stays playable.
class VideoWriter {
  public:
    /// Checks the size (even for video), the folder and the codec before anything is written.
    /// @throws InputError (size, fps, ending), RunError (no encoder, unwritable)
    VideoWriter(const std::filesystem::path& path, int width, int height, int fps);
    ~VideoWriter();  ///< abandons the file if finish() was not called; an .mp4 stays as far as it got
    VideoWriter(const VideoWriter&) = delete;
    VideoWriter& operator=(const VideoWriter&) = delete;

    void write(const Image& frame);  ///< throws RunError (disk full, encoder)
    void finish();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce
