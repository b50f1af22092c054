#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "view/image.hpp"

namespace coalesce {

enum class Container { mp4, webm, gif, png, png_folder };

/// From the ending: .mp4 .webm .gif .png or a trailing '/' (numbered PNG).
/// Throws InputError naming the ending and the ones there are.
Container container_of(const std::string& path);

/// Whether a film of that name that is cut short keeps its frames until then: an MP4 and a folder do.
bool keeps_part(const std::string& path);

/// Checks what a recording at `path` may ask for. Throws InputError: the ending; a size outside 16 to 16384, or odd for
/// video; frames a second outside 1 to 240, or above 50 for GIF.
void check_format(const std::string& path, int width, int height, int fps);

struct VideoOptions {
    std::function<bool()> stop{};  ///< asked while finish() rewrites an MP4; empty: never
};

/// Encodes frames of one size. What was there of that name stays until the new film is complete (record/encoder.hpp).
class VideoWriter {
  public:
    /// Checks the size (even for video), the folder and the codec before anything is written.
    /// @throws InputError (size, fps, ending), RunError (no encoder, unwritable)
    VideoWriter(const std::filesystem::path& path, int width, int height, int fps, const VideoOptions& options = {});
    ~VideoWriter();  ///< abandons the film if finish() was not called
    VideoWriter(const VideoWriter&) = delete;
    VideoWriter& operator=(const VideoWriter&) = delete;

    void write(const Image& frame);  ///< throws RunError (disk full, encoder)
    void finish();
    /// Gives up. @return  what keeps the frames until now: an MP4 or a folder; empty where nothing does
    std::filesystem::path abandon();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce
