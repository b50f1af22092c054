#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "record/clip_origin.hpp"
#include "record/recording_settings.hpp"

namespace coalesce {

/// Writes what the files of a recording carry about their scenes (record/clip.hpp).
class RecordingComments {
  public:
    /// @param runs   the first run, and those beside it
    /// @param clock  what they have in common
    RecordingComments(const std::vector<const SceneDocument*>& runs, TwinClock clock,
                      const RecordingSettings& settings);
    /// Why the files lack their scene; empty: they have it.
    const std::string& left_out() const { return origin_.left_out; }
    /// Metadata of a film, which are those of its last frame: a film's frames have none of their own.
    /// @param times  simulated time of each run in that frame
    std::string of_film(const std::vector<double>& times);
    /// Metadata of frame `index` as a picture; empty if it is not written as one.
    std::string of_picture(int index, const std::vector<double>& times);

  private:
    std::string at(int index, const std::vector<double>& times);

    const RecordingSettings& settings_;
    int count_;
    std::filesystem::path file_;
    ClipOrigin origin_;
};

}  // namespace coalesce
