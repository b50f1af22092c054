#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "record/chapter.hpp"
#include "view/image.hpp"

namespace coalesce {

enum class Container { mp4, webm, gif, png, png_folder };

/// Returns the format by the ending: .mp4, .webm, .gif, .png, or a trailing '/' (numbered PNG). Throws InputError
/// naming the ending and the known ones.
Container container_of(const std::string& path);

/// True if a film of that name keeps its frames when it is stopped early: all but the still .png.
bool keeps_part(const std::string& path);

/// Checks the format of a recording at `path`. Throws InputError for the ending, for a size outside 16 to 16384 or odd
/// for video, and for frames a second outside 1 to 240, or above 50 for GIF.
void check_format(const std::string& path, int width, int height, int fps);

struct VideoOptions {
    std::function<bool()> stop{};   ///< polled while finish() rewrites an MP4: true ends that; may be empty
    std::string title{}, author{};  ///< for the metadata of MP4 and WebM; empty: none
    std::string comment{};          ///< of MP4, WebM and GIF (record/clip.hpp); empty: the program's name and version
};

/// Encodes frames of one size. An older film of that name stays until the new one is complete (record/encoder.hpp).
class VideoWriter {
  public:
    /// Checks size, folder and codec before anything is written.
    /// @throws InputError  for size, fps or ending
    /// @throws RunError    if there is no encoder or the path is not writable
    VideoWriter(const std::filesystem::path& path, int width, int height, int fps, const VideoOptions& options = {});
    ~VideoWriter();  ///< abandons the film if finish() was not called
    VideoWriter(const VideoWriter&) = delete;
    VideoWriter& operator=(const VideoWriter&) = delete;

    /// @param comment  metadata of this picture, if pictures are written; empty: none
    /// @throws RunError  (disk full, encoder)
    void write(const Image& frame, const std::string& comment = {});
    /// Chapters of MP4 and WebM, in order; GIF and pictures have none. Another thread may write frames meanwhile.
    void set_chapters(const std::vector<Chapter>& chapters);
    void finish();
    /// Ends the film without its remaining frames.
    /// @return  film or folder that keeps the frames so far; empty if there is none, and for a still
    std::filesystem::path abandon();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce
